using System.Xml.Linq;

namespace Operon.House.Tests;

/// <summary>Packages: versions in one place, a reason for each, and locked.</summary>
public sealed class PackageTests
{
    [Fact]
    public void Versions_StandInDirectoryPackagesPropsOnly()
    {
        var wrong =
            from file in Checkout.Files(".", "*.csproj").Concat(Checkout.Files(".", "Directory.Build.props"))
            from reference in XDocument.Load(Checkout.Path(file)).Descendants("PackageReference")
            where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
            select $"{file}: {reference}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Packages_EachHaveAReasonInTheirList()
    {
        var reasons = Checkout.Read("docs/dependencies.md");
        Packages().Where(p => !reasons.Contains($"| {p} |", StringComparison.Ordinal)).ShouldBeEmpty("docs/dependencies.md says nothing of them");
    }

    [Fact]
    public void Packages_AreAllUsed()
    {
        var used = Checkout.Files(".", "*.csproj").Concat(Checkout.Files(".", "Directory.Build.props"))
            .SelectMany(f => XDocument.Load(Checkout.Path(f)).Descendants("PackageReference"))
            .Select(r => (string)r.Attribute("Include")!)
            .ToHashSet(StringComparer.Ordinal);
        Central("PackageVersion").Where(p => !used.Contains(p)).ShouldBeEmpty();
    }

    [Fact]
    public void Projects_AreLocked()
    {
        var unlocked = Checkout.Files(".", "*.csproj")
            .Where(p => !p.StartsWith("bench/", StringComparison.Ordinal))
            .Where(p => !File.Exists(Checkout.Path(Path.Combine(Path.GetDirectoryName(p)!, "packages.lock.json"))));
        unlocked.ShouldBeEmpty();
    }

    private static IEnumerable<string> Packages() => Central("PackageVersion").Concat(Central("GlobalPackageReference"));

    private static IEnumerable<string> Central(string kind) =>
        XDocument.Load(Checkout.Path("Directory.Packages.props")).Descendants(kind).Select(p => (string)p.Attribute("Include")!);
}

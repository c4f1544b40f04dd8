using System.Xml.Linq;

namespace Operon.House.Tests;

/// <summary>
/// The solution builds for every system: the compiler is told which projects are not for Windows, looks at the others as if they ran there,
/// and its warnings (CA1416) are errors in each build.
/// </summary>
public sealed class PlatformTests
{
    // What reads and checks ops, and what that stands on; and the interpreter, which others may take.
    private static readonly string[] ForAll = ["Operon.Content", "Operon.Host", "Operon.Opspec", "Operon.Starlark", "Operon.Text"];

    [Fact]
    public void Projects_ThatAreNotForWindows_AreToldFromThoseThatAre()
    {
        var marked = Checkout.Files("src", "*.csproj")
            .Where(f => XDocument.Load(Checkout.Path(f)).Descendants("RunsOnWindows").Any(e => e.Value == "true"))
            .Select(f => Path.GetFileNameWithoutExtension(f)!);

        marked.Order(StringComparer.Ordinal).ShouldBe(ForAll);
    }

    [Fact]
    public void WarningsOfPlatforms_AreNotTurnedOff()
    {
        var settings = Checkout.Files(".", "Directory.Build.*").Concat(Checkout.Files(".", "*.csproj")).Append(".editorconfig").Append(".globalconfig").Concat(Checkout.Files("src", "*.cs"));

        settings.Where(f => Checkout.Read(f) is var text && (text.Contains("CA1416", StringComparison.Ordinal) || text.Contains("<SupportedPlatform", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void CallsOfTheSystem_StandInOneFolder() =>
        Checkout.Files("src", "*.cs").Where(f => !f.StartsWith("src/Operon.Host/Linux/", StringComparison.Ordinal))
            .Where(f => Checkout.Read(f) is var text && (text.Contains("[LibraryImport", StringComparison.Ordinal) || text.Contains("[DllImport", StringComparison.Ordinal)))
            .ShouldBeEmpty();
}

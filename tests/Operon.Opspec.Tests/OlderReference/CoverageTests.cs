using System.Reflection;
using System.Text.RegularExpressions;
using Operon.Testing;

namespace Operon.Opspec.Tests.OlderReference;

/// <summary>The page that says which test holds which statement of the older reference is true.</summary>
public sealed partial class CoverageTests
{
    private static readonly string[] Rows =
        [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "opspec-coverage.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];

    [Fact]
    public void Page_EveryRow_NamesATestOrIsAnException() =>
        Rows.Where(row => HeldBy(row) is var held && !held.StartsWith("exception: ", StringComparison.Ordinal) && !Named().IsMatch(held)).ShouldBeEmpty();

    [Fact]
    public void Page_GoldenFilesItNames_Exist() =>
        Names().Where(n => n.StartsWith("golden/", StringComparison.Ordinal))
            .Where(n => !File.Exists(Path.Combine(Repository.Root, "tests", "Operon.Opspec.Tests", n + ".expected"))).ShouldBeEmpty();

    [Fact]
    public void Page_TestsItNames_Exist() =>
        Names().Where(n => !n.StartsWith("golden/", StringComparison.Ordinal)).Where(n => !IsTest(n)).ShouldBeEmpty();

    [Fact]
    public void Page_EverySample_IsNamed() =>
        typeof(SampleTests).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.GetCustomAttributes<FactAttribute>().Any()).Select(m => $"{nameof(SampleTests)}.{m.Name}")
            .Except(Names(), StringComparer.Ordinal).ShouldBeEmpty();

    private static bool IsTest(string name)
    {
        var (type, method) = (name.Split('.')[0], name.Split('.')[1]);
        return Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), type + ".cs", SearchOption.AllDirectories)
            .Any(f => File.ReadAllText(f).Contains($" {method}(", StringComparison.Ordinal));
    }

    private static string HeldBy(string row) => row.TrimEnd('|', ' ').Split(" | ")[^1];

    private static IEnumerable<string> Names() => Rows.SelectMany(row => Named().Matches(HeldBy(row))).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"`(golden/[\w/-]+|\w+\.\w+)`")]
    private static partial Regex Named();
}

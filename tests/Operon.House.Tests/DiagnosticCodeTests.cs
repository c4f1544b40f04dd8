using System.Text.RegularExpressions;

namespace Operon.House.Tests;

/// <summary>Codes of diagnostics: each of one rule, each explained.</summary>
public sealed partial class DiagnosticCodeTests
{
    [Fact]
    public void Codes_AreUnique() =>
        Rules().GroupBy(r => r.Code).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(r => r.File))}").ShouldBeEmpty();

    [Fact]
    public void Codes_EachHaveAPage() =>
        Rules().Select(r => r.Code).Where(c => !File.Exists(Checkout.Path($"docs/diagnostics/{c}.md"))).ShouldBeEmpty();

    [Fact]
    public void Pages_AreAllOfRules()
    {
        var codes = Rules().Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        var pages = Directory.Exists(Checkout.Path("docs/diagnostics")) ? Checkout.Files("docs/diagnostics", "*.md") : [];
        pages.Select(p => Path.GetFileNameWithoutExtension(p)).Where(p => Code().IsMatch(p) && !codes.Contains(p)).ShouldBeEmpty();
    }

    private static List<(string Code, string File)> Rules() =>
        [.. from file in Checkout.Files("src", "*.cs")
            from Match rule in Rule().Matches(Checkout.Read(file))
            select (rule.Groups[1].Value, file)];

    [GeneratedRegex(@"DiagnosticRule \w+ = \w+(?: DiagnosticRule)?\(\s*""([A-Z]{3}\d{4})""")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^[A-Z]{3}\d{4}$")]
    private static partial Regex Code();
}

using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Operon.Text.Diagnostics;

namespace Operon.Diagnostics.Tests;

/// <summary>Rules, pages and the list of codes belong together. <c>OPERON_GOLDEN=1</c> writes the list.</summary>
public sealed partial class RuleTests
{
    private static readonly (string Prefix, string Title)[] Areas =
    [
        ("OPS00", "YAML"),
        ("OPS01", "What an op.yml holds"),
        ("OPS02", "References"),
        ("OPS03", "Turning one type into another"),
        ("OPS04", "Inputs, outputs and their constraints"),
        ("OPS05", "Calls"),
        ("OPS06", "What `op validate` finds besides"),
        ("IMG00", "Images"),
        ("CON00", "Containers"),
        ("RUN0", "Runs and their journal"),
        ("GIT00", "Git repositories"),
        ("HST00", "The machine"),
        ("REL00", "References of releases"),
        ("REL01", "Documents of stores"),
        ("REL02", "Stores of releases"),
        ("REL03", "Configuration files of releases"),
        ("REL04", "Releases at work"),
        ("REL05", "Where release commands are run"),
        ("CLI00", "The command line"),
    ];

    [Fact]
    public void Codes_AreUnique() =>
        KnownRules.All.GroupBy(r => r.Code).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();

    [Fact]
    public void Codes_InTheSource_AreAllOfKnownRules()
    {
        var codes = KnownRules.All.Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        var unknown =
            from file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal)
            from Match code in Code().Matches(File.ReadAllText(file))
            where !codes.Contains(code.Groups[1].Value)
            select $"{code.Groups[1].Value} in {file}";
        unknown.ShouldBeEmpty();
    }

    [Fact]
    public void Rules_AreAllInTheListOfTheirArea()
    {
        var missing =
            from area in KnownRules.Areas()
            let all = (ImmutableArray<DiagnosticRule>)area.GetProperty("All")!.GetValue(null)!
            from rule in KnownRules.Of(area)
            where !all.Contains(rule)
            select $"{area.Name}: {rule.Code}";
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Titles_BeginWithACapital_AndHaveNoFullStop() =>
        KnownRules.All.Where(r => !char.IsUpper(r.Title[0]) || r.Title.EndsWith('.')).Select(r => $"{r.Code}: {r.Title}").ShouldBeEmpty();

    [Fact]
    public void Pages_AreOnePerRule() =>
        Page.All().Select(p => p.Code).ShouldBe(KnownRules.All.Select(r => r.Code));

    [Fact]
    public void Reference_LeadsToEveryPage()
    {
        var reference = string.Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "docs", "reference"), "*.md", SearchOption.AllDirectories).Select(File.ReadAllText));
        KnownRules.All.Select(r => r.Code).Where(c => !reference.Contains($"[{c}](", StringComparison.Ordinal)).ShouldBeEmpty("a page of the reference names each code where one would look for it");
    }

    [Fact]
    public void List_NamesEveryRule()
    {
        var file = Path.Combine(Page.Folder, "README.md");
        var actual = File.ReadAllText(file);
        var expected = $"{actual[..(actual.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)]}{List()}";
        if (Environment.GetEnvironmentVariable("OPERON_GOLDEN") is not null) File.WriteAllText(file, actual = expected);
        actual.ShouldBe(expected);
    }

    private const string Marker = "<!-- What follows is written by the tests. -->\n";

    private static string List()
    {
        var text = new StringBuilder();
        foreach (var area in KnownRules.All.GroupBy(r => Areas.Single(a => r.Code.StartsWith(a.Prefix, StringComparison.Ordinal))).OrderBy(g => Array.IndexOf(Areas, g.Key)))
        {
            text.Append($"\n## {area.Key.Title}\n\n");
            foreach (var rule in area) text.Append($"* [{rule.Code}]({rule.Code}.md){(rule.Severity == DiagnosticSeverity.Warning ? " (warning)" : "")}: {rule.Title}\n");
        }

        return text.ToString();
    }

    [GeneratedRegex(@"""([A-Z]{3}\d{4})""")]
    private static partial Regex Code();
}

using System.Text.RegularExpressions;

namespace Operon.House.Tests;

/// <summary>What the documents show is what is there.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Readme_ShowsHelloWorld_AsItIs()
    {
        var readme = Checkout.Read("README.md");
        var op = Checkout.Read("examples/hello-world/op.yml");
        readme.ShouldContain($"```yaml\n{op}```");
        readme.ShouldContain($"```yaml\n{op.Replace("$(../image)", "alpine", StringComparison.Ordinal)}```");
    }

    [Fact]
    public void Examples_AreAllNamedInTheReadmeOfExamples()
    {
        var readme = Checkout.Read("examples/README.md");
        Checkout.Files("examples", "op.yml")
            .Select(f => f.Split('/')[1])
            .Distinct()
            .Where(name => !readme.Contains($"]({name}/op.yml)", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Links_ThatAreRelative_LeadSomewhere()
    {
        var broken =
            from file in Documents()
            from Match link in Link().Matches(Checkout.Read(file))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            let path = Checkout.Path(Path.Combine(Path.GetDirectoryName(file)!, target))
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{file}: {target}";
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Links_ThatNameAHeading_NameOneThereIs()
    {
        var broken =
            from file in Documents()
            from Match link in Link().Matches(Checkout.Read(file))
            let parts = link.Groups[1].Value.Split('#', 2)
            where parts.Length == 2 && !parts[0].Contains("://", StringComparison.Ordinal)
            let target = parts[0].Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, parts[0])
            where target.EndsWith(".md", StringComparison.Ordinal) && File.Exists(Checkout.Path(target)) && !Anchors(Checkout.Read(target)).Contains(parts[1])
            select $"{file}: {link.Groups[1].Value}";
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void PathsInBackticks_ThatNameSourceFiles_Exist()
    {
        var broken =
            from file in Documents()
            from Match path in SourcePath().Matches(Checkout.Read(file))
            where !File.Exists(Checkout.Path(path.Groups[1].Value)) && !Directory.Exists(Checkout.Path(path.Groups[1].Value))
            select $"{file}: {path.Groups[1].Value}";
        broken.ShouldBeEmpty();
    }

    // As the sites that show Markdown name headings: small letters, no punctuation, - for spaces.
    private static HashSet<string> Anchors(string text) =>
        [.. Heading().Matches(text).Select(m => NoPartOfAnchor().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static IEnumerable<string> Documents() =>
        new[] { "README.md", "CONTRIBUTING.md" }.Concat(Checkout.Files("docs", "*.md")).Concat(Checkout.Files("examples", "*.md"))
            .Concat(Checkout.Files("bench", "*.md"));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoPartOfAnchor();

    [GeneratedRegex(@"`((?:src|tests|eng|bench|examples)/[\w./-]+)`")]
    private static partial Regex SourcePath();
}

using System.Text.RegularExpressions;

namespace Operon.Diagnostics.Tests;

/// <summary>
/// A page of <c>docs/diagnostics</c>. Its fenced blocks say in their first line what they are:
/// <c>```yaml wrong</c> is an op.yml, <c>```LANGUAGE wrong file=PATH</c> another file of the op, <c>```sh wrong</c> a script that
/// makes what cannot be shown, and <c>```console wrong</c> commands, each with all that it prints on standard error; the same with
/// <c>right</c>. A right op has the files of the wrong one but for those it replaces, and its commands unless it has its own.
/// </summary>
internal sealed partial class Page
{
    private readonly List<Block> blocks;

    private Page(string path, string text)
    {
        Path = path;
        Text = text;
        blocks = [.. Fence().Matches(text).Select(Block.Of)];
    }

    /// <summary>A block of the page and where its text stands in it.</summary>
    public sealed record Block(string Language, bool IsRight, string? File, string Text, int Start)
    {
        public static Block Of(Match match)
        {
            var file = match.Groups["file"];
            return new(match.Groups["language"].Value, match.Groups["side"].Value == "right", file.Success ? file.Value : null, match.Groups["text"].Value, match.Groups["text"].Index);
        }
    }

    public static string Folder { get; } = System.IO.Path.Combine(Checkout.Root, "docs", "diagnostics");

    public string Path { get; }

    public string Text { get; private set; }

    public string Code => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Heading => Text.Split('\n')[0];

    /// <summary>Why no test can do what the page tells of; null when one does.</summary>
    public string? NotRun => NotRunLine().Match(Text) is { Success: true } line ? line.Groups[1].Value : null;

    public static IEnumerable<Page> All() =>
        Directory.EnumerateFiles(Folder, "*.md").Where(f => System.IO.Path.GetFileName(f) != "README.md").Order(StringComparer.Ordinal).Select(Read);

    public static Page Of(string code) => Read(System.IO.Path.Combine(Folder, code + ".md"));

    /// <summary>The files and scripts that make the op.</summary>
    public IReadOnlyList<Block> Parts(bool right)
    {
        var own = blocks.Where(b => b.IsRight == right && b.Language != "console").ToList();
        if (!right) return own;
        var kept = blocks.Where(b => !b.IsRight && b.Language is not ("console" or "sh") && !own.Any(o => FileOf(o) == FileOf(b)));
        return [.. kept, .. own];
    }

    /// <summary>The block of the command, if there is one of its own.</summary>
    public Block? Console(bool right) => blocks.SingleOrDefault(b => b.Language == "console" && b.IsRight == right);

    /// <summary>The name of the file that a block holds; null for a script.</summary>
    public static string? FileOf(Block block) => block.Language == "sh" && block.File is null ? null : block.File ?? "op.yml";

    /// <summary>Writes the page with another text in a block.</summary>
    public void Rewrite(Block block, string text)
    {
        Text = $"{Text[..block.Start]}{text}{Text[(block.Start + block.Text.Length)..]}";
        System.IO.File.WriteAllText(Path, Text);
    }

    private static Page Read(string path) => new(path, System.IO.File.ReadAllText(path));

    [GeneratedRegex(@"^```(?<language>[a-z]+) (?<side>wrong|right)(?: file=(?<file>\S+))?\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^Not run by a test: (\S.+)$", RegexOptions.Multiline)]
    private static partial Regex NotRunLine();
}

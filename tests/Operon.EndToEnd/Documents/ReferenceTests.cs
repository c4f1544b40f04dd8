using System.Text.RegularExpressions;

namespace Operon.EndToEnd.Documents;

/// <summary>
/// Every sample of the reference of the language does what the page says. <c>yaml run</c> is an op that is run, with the arguments that
/// follow, and the <c>text</c> after it is what its containers print; <c>text any order</c> where they run beside each other. <c>yaml
/// check</c> is an op, or a part of one without its name, in which <c>op validate</c> finds nothing. <c>LANGUAGE file=PATH</c> is a file of the
/// page's folder, and <c>console</c> holds commands in it with what they print. With <c>OPERON_WRITE_GOLDEN</c> pages are made to say what they get.
/// </summary>
public sealed partial class ReferenceTests(ReferenceTests.Home home) : IClassFixture<ReferenceTests.Home>
{
    private static readonly string Folder = Path.Combine(OperonProgram.Root, "docs", "reference", "language");

    private static readonly string[] OfTheRun = ["started op", "op succeeded", "started alpine:3.22", "alpine:3.22 exited", "alpine:3.22 killed"];

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Folder, "*.md").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Samples_OfThePage_DoWhatItSays(string page)
    {
        var lines = (await File.ReadAllLinesAsync(Path.Combine(Folder, page))).ToList();
        var work = Directory.CreateDirectory(Path.Combine(home.Program.Work, Path.GetFileNameWithoutExtension(page))).FullName;
        var differences = new List<string>();
        List<string>? printed = null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (Fence().Match(lines[i]) is not { Success: true } fence) continue;
            var end = lines.IndexOf("```", i + 1);
            var text = lines[(i + 1)..end];
            var (language, what) = (fence.Groups[1].Value, fence.Groups[2].Value);
            List<string> got = text;
            switch ((language, what.Split(' ')[0]))
            {
                case ("yaml", "run"):
                    await WriteAsync(work, "op.yml", text);
                    printed = await PrintedAsync(work, what["run".Length..]);
                    break;
                case ("yaml", "check"):
                    await WriteAsync(work, "op.yml", text.Exists(l => l.StartsWith("name:", StringComparison.Ordinal)) ? text : ["name: part", .. text]);
                    var found = await Reader.ShellAsync(home.Program, work, "operon op validate .");
                    if (found.Count > 0) differences.Add($"{page}:{i + 1}: {string.Join('\n', found)}");
                    break;
                case ("text", _) when printed is not null:
                    if (what == "any order") printed.Sort(StringComparer.Ordinal);
                    got = Reader.Said(text, printed);
                    if (!Reader.Matches(text, printed)) differences.Add(Difference(page, i, text, printed));
                    printed = null;
                    break;
                case ("console", _):
                    got = await CommandsAsync(work, page, i, text, differences);
                    break;
                default:
                    if (!what.StartsWith("file=", StringComparison.Ordinal)) differences.Add($"{page}:{i + 1}: nothing says what this sample is");
                    else await WriteAsync(work, what["file=".Length..], text);
                    break;
            }

            lines.RemoveRange(i + 1, text.Count);
            lines.InsertRange(i + 1, got);
            i += got.Count + 1;
        }

        if (Reader.Writes) await File.WriteAllLinesAsync(Path.Combine(Folder, page), lines);
        differences.ShouldBeEmpty();
    }

    private async Task<List<string>> CommandsAsync(string work, string page, int line, List<string> text, List<string> differences)
    {
        var all = new List<string>();
        for (var i = 0; i < text.Count;)
        {
            text[i].ShouldStartWith("$ ", Case.Sensitive, $"{page}:{line + 1}");
            var next = text.FindIndex(i + 1, l => l.StartsWith("$ ", StringComparison.Ordinal));
            if (next < 0) next = text.Count;
            var said = text[(i + 1)..next];
            var got = await Reader.ShellAsync(home.Program, work, text[i][2..]);
            if (!Reader.Matches(said, got)) differences.Add(Difference(page, line + i + 1, said, got));
            all.AddRange([text[i], .. Reader.Said(said, got)]);
            i = next;
        }

        return all;
    }

    /// <summary>What containers print; all that is shown when it fails.</summary>
    private async Task<List<string>> PrintedAsync(string work, string arguments) =>
        [.. (await Reader.ShellAsync(home.Program, work, $"operon run . {arguments}")).Select(l => Prefix().Replace(l, "")).Where(l => !OfTheRun.Contains(l))];

    private static string Difference(string page, int line, List<string> said, List<string> got) =>
        $"{page}:{line + 1}\n-- says --\n{string.Join('\n', said)}\n-- gives --\n{string.Join('\n', got)}";

    private static async Task WriteAsync(string work, string path, List<string> lines)
    {
        var file = Path.Combine(work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllLinesAsync(file, lines);
    }

    [GeneratedRegex("^```([a-z]+) ?(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\[[0-9a-f]{8} [^\]]*\] ?", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    /// <summary>One home for all pages, with the image that they use.</summary>
    public sealed class Home : IAsyncLifetime
    {
        public OperonProgram Program { get; } = new();

        public async ValueTask InitializeAsync() => await Reader.ImagesAsync(Program);

        public ValueTask DisposeAsync()
        {
            Program.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using System.Text.Json;

namespace Operon.EndToEnd;

/// <summary>The recorded cases of the command line, run under the name they were recorded with, by their own recorder and comparison.</summary>
public sealed class CommandLineCaseTests(ITestOutputHelper log)
{
    /// <summary>Where this program does something else on purpose (docs/compatibility.md).</summary>
    private static readonly string[] Deviations =
    [
        "create/empty-name",
        "output/streams",
        "validate/empty",
    ];

    [Fact]
    public async Task RecordedCases_RunUnderTheirName_BehaveAsRecorded()
    {
        var data = Conformance.Folder("opctl-cli");
        using var program = new OperonProgram();
        var name = Path.Combine(program.Work, "opctl");
        File.CreateSymbolicLink(name, OperonProgram.Built);
        var archive = Path.Combine(program.Work, "rootfs.tar");
        await Tool.RunAsync(log, "sh", data, Path.Combine(Conformance.Folder("opspec-behaviour"), "make-rootfs.sh"), archive);
        (await program.RunAsync("image", "import", archive, "ghcr.io/linuxcontainers/alpine:latest")).Exit.ShouldBe(0);

        var cases = program.Write("cases.jsonl", Lines(Path.Combine(data, "cases.jsonl"), IsOfNow));
        var chosen = Names(cases, "name");
        var expected = program.Write("expected.jsonl", Lines(Path.Combine(data, "expected.jsonl"), c => chosen.Contains(c.GetProperty("case").GetString()!)));
        var got = Path.Combine(program.Work, "got.jsonl");
        var verdictFile = Path.Combine(program.Work, "verdicts.json");
        await Tool.RunAsync(log, "python3", data, "record.py", "--cli", name, "--home", program.Home, "--cases", cases, "--out", got, "--scratch", Path.Combine(program.Work, "scratch"));
        await Tool.RunAsync(log, "python3", data, "compare.py", "--cases", cases, "--expected", expected, "--got", got, "--json", verdictFile);

        using var verdicts = JsonDocument.Parse(await File.ReadAllBytesAsync(verdictFile, TestContext.Current.CancellationToken));
        var all = verdicts.RootElement.EnumerateObject().ToList();
        var bad = all.Where(v => v.Value.GetProperty("verdict").GetString() is not ("pass" or "info") && !Deviations.Contains(v.Name)).Select(v => $"{v.Name}: {v.Value.GetProperty("diff")}").ToList();
        Tool.Summary($"conformance: {all.Count - bad.Count} of {all.Count} recorded cases of the command line behave as recorded");
        all.Count.ShouldBe(chosen.Count);
        bad.ShouldBeEmpty();
    }

    // Nodes, ops from git and what speaks to the network are not there yet.
    private static bool IsOfNow(JsonElement recorded)
    {
        var name = recorded.GetProperty("name").GetString()!;
        if (recorded.TryGetProperty("own_node", out var own) && own.ValueKind == JsonValueKind.True) return false;
        if (recorded.TryGetProperty("tags", out var tags) && tags.EnumerateArray().Any(t => t.GetString() == "git")) return false;
        return !name.StartsWith("events/", StringComparison.Ordinal) && !name.StartsWith("help/node", StringComparison.Ordinal)
            && name is not ("help/root" or "help/no-arguments" or "help/ui" or "help/self-update" or "self-update/offline" or "ui/no-browser");
    }

    private static string Lines(string file, Func<JsonElement, bool> isWanted) => string.Concat(File.ReadLines(file).Where(l => l.Length > 0 && isWanted(Parsed(l))).Select(l => l + "\n"));

    private static HashSet<string> Names(string file, string property) => File.ReadLines(file).Select(l => Parsed(l).GetProperty(property).GetString()!).ToHashSet(StringComparer.Ordinal);

    private static JsonElement Parsed(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }
}

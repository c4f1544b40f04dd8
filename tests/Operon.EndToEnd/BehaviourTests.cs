using System.Text.Json;

namespace Operon.EndToEnd;

/// <summary>The recorded cases, run by their own recorder and judged by their own comparison against the real program.</summary>
public sealed class BehaviourTests(ITestOutputHelper log)
{
    [Fact]
    public async Task RecordedCases_RunByTheProgram_BehaveAsRecorded()
    {
        var data = Conformance.Folder("opspec-behaviour");
        using var program = new OperonProgram();
        var archive = Path.Combine(program.Work, "rootfs.tar");
        await Tool.RunAsync(log, "sh", data, "make-rootfs.sh", archive);
        (await program.RunAsync("image", "import", archive, "ghcr.io/linuxcontainers/alpine:latest")).Exit.ShouldBe(0);

        // The run of a case is that of the first line it printed.
        var outputs = program.Write("outputs.sh", $"""
            id=$(sed -n '1s/^\[\([0-9a-f]*\) .*/\1/p' "$CASE_STDOUT")
            [ -z "$id" ] || {OperonProgram.Built} runs show "$id" --output json | python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin).get("outputs")))'
            """);
        var got = Path.Combine(program.Work, "got.jsonl");
        var verdictFile = Path.Combine(program.Work, "verdicts.json");
        await Tool.RunAsync(log, "python3", data, "record.py", "--impl", "other", "--cli", OperonProgram.Built, "--home", program.Home, "--cases", Path.Combine(data, "cases"), "--out", got, "--jobs", "3", "--outputs-cmd", $"sh {outputs}", "--scratch", Path.Combine(program.Work, "scratch"));
        await Tool.RunAsync(log, "python3", data, "compare.py", "--got", got, "--require-outputs", "--json", verdictFile);

        using var verdicts = JsonDocument.Parse(await File.ReadAllBytesAsync(verdictFile, TestContext.Current.CancellationToken));
        var all = verdicts.RootElement.EnumerateObject().ToList();
        var fine = all.Where(v => v.Value.GetProperty("verdict").GetString() is "pass" or "deviation").Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        var bad = all.Where(v => !fine.Contains(v.Name)).Select(v => $"{v.Name}: {v.Value.GetProperty("diff")}").ToList();
        Tool.Summary($"conformance: {fine.Count} of {all.Count} recorded cases of ops behave as recorded");
        bad.ShouldBeEmpty();
    }
}

namespace Operon.EndToEnd.Releases;

/// <summary>The recorded cases of releases: all run once, by their own recorder, and judged by their own comparison.</summary>
public sealed class RecordedReleases : IAsyncLifetime
{
    private readonly Dictionary<string, string> verdicts = new(StringComparer.Ordinal);
    private string said = "";

    /// <summary>The names of the cases; one empty name where there is no data.</summary>
    public static TheoryData<string> Names
    {
        get
        {
            var cases = Path.Combine(Conformance.Place("releases-behaviour"), "cases");
            if (!Directory.Exists(cases)) return [""];
            return [.. Directory.EnumerateFiles(cases, "case.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(cases, Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal)];
        }
    }

    public async ValueTask InitializeAsync()
    {
        var data = Conformance.Place("releases-behaviour");
        if (!Directory.Exists(data)) return;
        using var program = new OperonProgram();
        var scratch = Directory.CreateDirectory(Path.Combine(program.Work, "scratch")).FullName;
        var got = Path.Combine(program.Work, "got.jsonl");
        // Other tests run beside it.
        var recorded = await Tool.OutputAsync("env", data, $"TMPDIR={scratch}", "python3", "record.py", "--cli", OperonProgram.Built, "--cases", "cases", "--out", got, "--jobs", "2");
        var compared = await Tool.OutputAsync("python3", data, "compare.py", "--golden", "expected.jsonl", "--got", got, "--deviations", "deviations.json", "--passed");
        Read(compared);
        said = recorded + compared;
        var fine = Names.Count(n => verdicts.TryGetValue(n.Data, out var verdict) && IsFine(verdict));
        Tool.Summary($"conformance: {fine} of {Names.Count} recorded cases of releases behave as recorded");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether a case ended as recorded, or as a listed deviation says.</summary>
    /// <param name="name">The case.</param>
    /// <param name="differences">What is not so.</param>
    public bool IsAsRecorded(string name, out string differences)
    {
        differences = verdicts.TryGetValue(name, out var verdict) ? verdict : said;
        return verdict is not null && IsFine(verdict);
    }

    private static bool IsFine(string verdict) => verdict.StartsWith("PASS ", StringComparison.Ordinal) || verdict.StartsWith("DEVIATION ", StringComparison.Ordinal);

    // "PASS area/name", "DEVIATION area/name: …", "FAIL area/name – …" with its differences indented below, "MISSING area/name".
    private void Read(string compared)
    {
        var current = "";
        foreach (var line in compared.Split('\n'))
        {
            if (line.Split(' ') is ["PASS" or "DEVIATION" or "FAIL" or "MISSING", var name, ..]) verdicts[current = name.TrimEnd(':')] = line;
            else if (line.StartsWith(' ') && current.Length > 0) verdicts[current] += "\n" + line;
            else current = "";
        }
    }
}

using System.Text.Json;
using Operon.Opspec.Schema;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Schema;

/// <summary>The recorded verdicts about op.yml files: those of the conformance suite and those of the recorded behaviour.</summary>
public sealed class SchemaVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Read_EveryValidateVector_SucceedsOrFailsAsExpected()
    {
        var root = Path.Combine(ConformanceFolder(), "opspec", "test-suite");
        var wrong = new List<string>();
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(root, "scenarios.json", SearchOption.AllDirectories))
        {
            using var scenarios = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var scenario in scenarios.RootElement.EnumerateArray())
            {
                if (!scenario.TryGetProperty("validate", out var validate)) continue;
                count++;
                var op = Path.Combine(Path.GetDirectoryName(file)!, "op.yml");
                var succeeds = Read(op, out var found);
                if (succeeds != (validate.GetProperty("expect").GetString() == "success")) wrong.Add(Line(Path.GetRelativePath(root, op), found));
            }
        }

        output.WriteLine($"{count - wrong.Count} of {count} validate vectors");
        wrong.ShouldBeEmpty();
        count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Read_EveryOpOfTheSuite_NeverThrows()
    {
        var root = ConformanceFolder();
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(root, "op.yml", SearchOption.AllDirectories))
        {
            Read(file, out _);
            count++;
        }

        output.WriteLine($"{count} ops read");
    }

    [Fact]
    public void Read_RecordedCases_AreRefusedExactlyWhereTheSchemaDecides()
    {
        var root = Path.Combine(ConformanceFolder(), "opspec-behaviour");
        using var deviations = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "deviations.json")));
        var expected = File.ReadLines(Path.Combine(root, "expected.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToDictionary(e => e.GetProperty("case").GetString()!);
        var wrong = new List<string>();
        var decided = 0;
        var all = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "cases"), "case.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var folder = Path.GetDirectoryName(file)!;
            var name = Path.GetRelativePath(Path.Combine(root, "cases"), folder).Replace('\\', '/');
            using var description = JsonDocument.Parse(File.ReadAllBytes(file));
            var tags = description.RootElement.TryGetProperty("tags", out var list) ? list.EnumerateArray().Select(t => t.GetString()).ToArray() : [];
            var recorded = expected[name];
            var exit = Exit(name, recorded, deviations.RootElement);
            var succeeds = true;
            var problems = new DiagnosticBag();
            foreach (var op in Directory.EnumerateFiles(folder, "op.yml", SearchOption.AllDirectories))
            {
                succeeds &= Read(op, out var found);
                problems.AddRange(found);
            }

            all++;
            if (tags.Contains("schema"))
            {
                decided++;
                if (succeeds != (exit == 0)) wrong.Add(Line(name, problems));
                else if (!succeeds && !Mentions(recorded, problems)) wrong.Add($"{name} mentions the wrong things: {Line("", problems)}");
            }
            else if (!succeeds && exit == 0)
            {
                wrong.Add(Line(name, problems));
            }
        }

        output.WriteLine($"{decided} cases decided by the schema, {all} in all, {wrong.Count} wrong");
        wrong.ShouldBeEmpty();
        decided.ShouldBeGreaterThan(0);
    }

    private static int Exit(string name, JsonElement recorded, JsonElement deviations)
    {
        if (deviations.TryGetProperty(name, out var deviation) && deviation.TryGetProperty("expect", out var ours))
        {
            if (ours.ValueKind == JsonValueKind.Array) ours = ours[0];
            if (ours.TryGetProperty("exit", out var exit)) return exit.GetInt32();
        }

        return recorded.GetProperty("exit").ValueKind == JsonValueKind.Number ? recorded.GetProperty("exit").GetInt32() : -1;
    }

    private static bool Mentions(JsonElement recorded, DiagnosticBag problems)
    {
        if (!recorded.TryGetProperty("mentions", out var mentions)) return true;
        var text = Line("", problems);
        return mentions.EnumerateArray().All(alternatives => alternatives.EnumerateArray().Any(a => text.Contains(a.GetString()!, StringComparison.Ordinal)));
    }

    private static bool Read(string file, out DiagnosticBag found)
    {
        found = [];
        return OpReader.Read(file, File.ReadAllBytes(file), found) is not null;
    }

    private static string Line(string name, DiagnosticBag found) => $"{name}: {string.Join("; ", found.Select(d => $"{d.Code} {d.Message}"))}";

    private static string ConformanceFolder()
    {
        var folder = Environment.GetEnvironmentVariable("OPERON_CONFORMANCE") ?? Path.Combine(Repository.Root, "..", "shared", "conformance");
        if (!Directory.Exists(folder)) Assert.Skip($"The conformance data is not at {folder}; name its folder in OPERON_CONFORMANCE.");
        return folder;
    }
}

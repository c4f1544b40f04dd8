using System.Text.Json;
using Operon.Cli;
using Operon.Testing;

namespace Operon.Conformance;

/// <summary>Plans of the recorded cases: of a run that succeeded no plan may say that something in it fails.</summary>
public sealed class PlanTests(ITestOutputHelper output) : IDisposable
{
    // What the plan tells of them is told on purpose: they differ from the original, or a warning belongs to them.
    private static readonly HashSet<string> Told = new(StringComparer.Ordinal)
    {
        "container/dir-literal-parent-key", "legacy/outputs-reversed-reference", "params/default-file-relative-without-dot",
        "params/invalid-everywhere-uses-default", "params/invalid-option-falls-through",
    };

    private readonly string work = Directory.CreateTempSubdirectory("operon-plans-").FullName;

    [Fact]
    public async Task Plan_OfRecordedCasesThatSucceeded_HasNothingToWarnOf()
    {
        var folder = Path.Combine(Repository.Conformance, "opspec-behaviour");
        if (!Directory.Exists(folder)) Assert.Skip(Repository.NoConformance);
        var succeeded = Succeeded(Path.Combine(folder, "expected.jsonl"));
        var (planned, failing, told) = (0, 0, 0);
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "cases"), "case.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var directory = Path.GetDirectoryName(file)!;
            var name = Path.GetRelativePath(Path.Combine(folder, "cases"), directory);
            var before = Snapshot(directory);
            var (exit, errors) = await PlanAsync(file, directory);
            Snapshot(directory).ShouldBe(before);
            planned++;
            if (succeeded.Contains(name) && !Told.Contains(name))
            {
                if (exit != 0) wrong.Add($"{name}: {errors}");
            }
            else
            {
                failing++;
                if (exit != 0) told++;
            }
        }

        var line = $"conformance: plans of {planned} recorded cases; of {failing} that fail or are doubtful {told} are told before they run";
        output.WriteLine(line);
        TestSummary.Add(line);
        planned.ShouldBeGreaterThan(0);
        wrong.ShouldBeEmpty();
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(work, recursive: true);

    private static HashSet<string> Succeeded(string file)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(file))
        {
            using var result = JsonDocument.Parse(line);
            if (result.RootElement.TryGetProperty("exit", out var exit) && exit.ValueKind == JsonValueKind.Number && exit.GetInt32() == 0) names.Add(result.RootElement.GetProperty("case").GetString()!);
        }

        return names;
    }

    private static List<string> Snapshot(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(e => $"{e.FullName} {e.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal)];

    private async Task<(int Exit, string Errors)> PlanAsync(string file, string directory)
    {
        using var recorded = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        var what = recorded.RootElement;
        var words = new List<string> { "run", "--plan", "--strict" };
        if (what.TryGetProperty("args", out var arguments))
        {
            var path = Path.Combine(work, "args.yml");
            await File.WriteAllTextAsync(path, arguments.GetRawText(), TestContext.Current.CancellationToken);
            words.AddRange(["--arg-file", path]);
        }

        if (what.TryGetProperty("cli", out var more)) words.AddRange(more.EnumerateArray().Select(w => w.GetString()!));
        words.Add(what.GetProperty("op").GetString()!);
        using var errors = new StringWriter();
        using var shown = new MemoryStream();
        var exit = await CommandLine.RunAsync([.. words], new Surroundings
        {
            ProgramName = "operon",
            WorkingDirectory = directory,
            Variable = name => what.TryGetProperty("env", out var environment) && environment.TryGetProperty(name, out var value) ? value.GetString() : name == "HOME" ? work : null,
            Output = shown,
            Error = errors,
            Clock = TimeProvider.System,
        });
        return (exit, errors.ToString());
    }
}

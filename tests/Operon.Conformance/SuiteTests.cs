using Operon.Cli;
using Operon.Opspec.Schema;
using Operon.Testing;
using Operon.Text.Diagnostics;

namespace Operon.Conformance;

/// <summary>The language suite as far as nothing has to run: what is valid, and what binds.</summary>
public sealed class SuiteTests(ITestOutputHelper output) : IDisposable
{
    private readonly string work = Directory.CreateTempSubdirectory("operon-suite-").FullName;

    [Fact]
    public async Task Validate_EveryVector_EndsAsExpected() => await CheckAsync("validate", vector =>
    {
        var problems = new DiagnosticBag();
        OpReader.Read("op.yml", File.ReadAllBytes(Path.Combine(vector.Folder, "op.yml")), problems);
        return Task.FromResult((!problems.HasErrors, string.Join("; ", problems)));
    });

    [Fact]
    public async Task Interpret_EveryVector_PlansAsExpected() => await CheckAsync("interpret", PlanAsync);

    [Fact]
    public async Task Interpret_EveryVector_LeavesTheOpAndTheCallerAsTheyWere()
    {
        var before = Snapshot();
        foreach (var vector in Vector.All("interpret")) await PlanAsync(vector);
        Snapshot().ShouldBe(before);
        Directory.EnumerateFileSystemEntries(work, "*", SearchOption.AllDirectories).ShouldBe([Path.Combine(work, "args.yml")]);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(work, recursive: true);

    private static List<string> Snapshot()
    {
        var folder = Path.Combine(Repository.Conformance, "opspec");
        if (!Directory.Exists(folder)) Assert.Skip(Repository.NoConformance);
        return [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    private async Task CheckAsync(string kind, Func<Vector, Task<(bool Succeeds, string Problems)>> run)
    {
        var vectors = Vector.All(kind);
        var wrong = new List<string>();
        foreach (var vector in vectors)
        {
            var (succeeds, problems) = await run(vector);
            if (succeeds != vector.ExpectsSuccess) wrong.Add($"{vector}: {problems}");
        }

        var line = $"conformance: {vectors.Count - wrong.Count} of {vectors.Count} {kind} vectors";
        output.WriteLine(line);
        TestSummary.Add(line);
        vectors.ShouldNotBeEmpty();
        wrong.ShouldBeEmpty();
    }

    // The command as its user has it, without an environment.
    private async Task<(bool Succeeds, string Problems)> PlanAsync(Vector vector)
    {
        vector.WriteArguments(Path.Combine(work, "args.yml"));
        using var errors = new StringWriter();
        using var shown = new MemoryStream();
        var exit = await CommandLine.RunAsync(["run", "--plan", "--arg-file", "args.yml", vector.Folder], new Surroundings
        {
            ProgramName = "operon",
            WorkingDirectory = work,
            Variable = _ => null,
            Output = shown,
            Error = errors,
            Clock = TimeProvider.System,
        });
        return (exit == 0, errors.ToString());
    }
}

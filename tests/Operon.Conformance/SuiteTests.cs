using Operon.Content.Locations;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Files;
using Operon.Opspec.Schema;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Testing;
using Operon.Text.Diagnostics;
using System.Collections.Immutable;

namespace Operon.Conformance;

/// <summary>The language suite as far as nothing has to run: what is valid, and what binds.</summary>
public sealed class SuiteTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryOpFiles files = new();

    [Fact]
    public void Validate_EveryVector_EndsAsExpected() => Check("validate", vector =>
    {
        var problems = new DiagnosticBag();
        OpReader.Read("op.yml", File.ReadAllBytes(Path.Combine(vector.Folder, "op.yml")), problems);
        return problems;
    });

    [Fact]
    public void Interpret_EveryVector_EndsAsExpected() => Check("interpret", Interpret);

    [Fact]
    public void Interpret_EveryVector_LeavesTheOpAsItWas()
    {
        var before = Snapshot();
        foreach (var vector in Vector.All("interpret")) Interpret(vector);
        Snapshot().ShouldBe(before);
        Directory.EnumerateFileSystemEntries(files.At("scratch").Path).ShouldBeEmpty();
    }

    /// <inheritdoc/>
    public void Dispose() => files.Dispose();

    private static List<string> Snapshot()
    {
        var folder = Path.Combine(Repository.Conformance, "opspec");
        if (!Directory.Exists(folder)) Assert.Skip(Repository.NoConformance);
        return [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    private void Check(string kind, Func<Vector, DiagnosticBag> run)
    {
        var vectors = Vector.All(kind);
        var wrong = new List<string>();
        foreach (var vector in vectors)
        {
            var problems = run(vector);
            if (problems.HasErrors == vector.ExpectsSuccess) wrong.Add($"{vector}: {string.Join("; ", problems)}");
        }

        var line = $"conformance: {vectors.Count - wrong.Count} of {vectors.Count} {kind} vectors";
        output.WriteLine(line);
        TestSummary.Add(line);
        vectors.ShouldNotBeEmpty();
        wrong.ShouldBeEmpty();
    }

    private DiagnosticBag Interpret(Vector vector)
    {
        var problems = new DiagnosticBag();
        if (OpReader.Read("op.yml", File.ReadAllBytes(Path.Combine(vector.Folder, "op.yml")), problems) is not { } op) return problems;

        var caller = files.Caller;
        var directory = new LocalLocation(vector.Folder);
        var evaluation = new Evaluation(Scope.Of(directory), new PlannedFiles(files));
        var typed = new RootArgument(evaluation, caller);
        var values = ImmutableDictionary<string, Value>.Empty;
        foreach (var (name, text) in vector.Arguments)
        {
            if (op.Inputs.Find(name) is { } input && typed.Bind(input, text, "the argument file", problems) is { } value) values = values.SetItem(name, value);
        }

        if (problems.HasErrors) return problems;
        values = new DefaultBinder(evaluation, caller).Apply(op.Inputs, values, problems);
        if (!problems.HasErrors) ParameterValidator.Validate(op.Inputs, values, evaluation, problems);
        if (problems.HasErrors || op.Run is null) return problems;

        var interpreter = new CallInterpreter(OpReferenceResolver.Resolve);
        if (!interpreter.Interpret(op.Run, evaluation with { Scope = evaluation.Scope.With(values) }).TryGet(out _, out var error)) problems.Add(error);
        return problems;
    }
}

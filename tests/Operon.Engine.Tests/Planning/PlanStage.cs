using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Engine.Planning;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Planning;

/// <summary>Ops in a folder of their own, and their plans. Every plan is checked to change nothing.</summary>
internal sealed class PlanStage : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-plan-").FullName;

    public PlanStage File(string path, string content)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, content);
        return this;
    }

    public PlanStage Op(string path, string run, string parameters = "") =>
        File($"{path}/op.yml", $"name: {path}\n{parameters}\nrun:\n{string.Join('\n', run.Split('\n').Select(l => "  " + l))}\n");

    public Plan Plan(string run, string parameters = "") => TryPlan(run, parameters).Value;

    public Result<Plan> TryPlan(string run, string parameters = "")
    {
        Op("main", run, parameters);
        var before = Snapshot();
        var files = new LocalOpFiles(new LocalLocation(folder), () => new LocalLocation(folder));
        var loader = new OpLoader(files, new DisplayPaths(folder, null));
        var planner = new Planner(loader, files);
        var problems = new DiagnosticBag();
        var op = loader.Load(new LocalLocation(Path.Combine(folder, "main")), null, problems);
        op.ShouldNotBeNull(string.Join('\n', problems));
        var inputs = new DefaultBinder(new Evaluation(Scope.Of(op.Directory), planner.Files)).Apply(op.Declaration.Inputs, ImmutableDictionary<string, Value>.Empty, problems);
        problems.HasErrors.ShouldBeFalse(string.Join('\n', problems));
        var plan = planner.Plan(op, inputs);
        Snapshot().ShouldBe(before);
        return plan;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private List<string> Snapshot() =>
        [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(e => $"{e.FullName} {e.LastWriteTimeUtc:O} {(e as FileInfo)?.Length}").Order(StringComparer.Ordinal)];
}

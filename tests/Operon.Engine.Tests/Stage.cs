using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Operon.Containers;
using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Engine.Runs;
using Operon.Engine.Sources;
using Operon.Host;
using Operon.Host.Files;
using Operon.Opspec.Binding;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests;

/// <summary>Ops of one test in a folder of their own, and what it takes to run them. Each run is checked for what holds of every run.</summary>
internal sealed partial class Stage : IAsyncDisposable
{
    private readonly string folder;
    private readonly Machine machine;
    private readonly RuntimeSource containers;

    /// <summary>A stage with the scripted runtime, or with another one.</summary>
    /// <param name="machine">What tests share.</param>
    /// <param name="start">Starts the other runtime.</param>
    /// <param name="isInMemory">For many runs that need not wait for a disk.</param>
    public Stage(Machine machine, Func<Task<Result<IContainerRuntime>>>? start = null, bool isInMemory = false)
    {
        this.machine = machine;
        folder = Directory.CreateDirectory(Path.Combine(isInMemory ? "/dev/shm" : Path.GetTempPath(), $"operon-stage-{Guid.NewGuid():N}"), PrivateFolder.Mode).FullName;
        containers = new RuntimeSource(start ?? (() => Task.FromResult<Result<IContainerRuntime>>(Runtime)));
        Data = DataDirectory.Choose(Path.Combine(folder, "data"), _ => null, folder).Value;
        Directory.CreateDirectory(Ops);
    }

    public ScriptedRuntime Runtime { get; } = new();

    public DataDirectory Data { get; }

    /// <summary>The folder of the ops.</summary>
    public string Ops => Path.Combine(folder, "ops");

    /// <summary>Stands for a folder in memory.</summary>
    public string Memory => Path.Combine(folder, "memory");

    /// <summary>What runs that have ended left of what they made for their calls.</summary>
    public IEnumerable<string> Leftovers =>
        new[] { Data.Scratch, Memory }.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Where(e => e != RootScratch);

    /// <summary>What holds for all containers.</summary>
    public ContainerDefaults Defaults { get; set; } = new();

    public ConcurrentQueue<Diagnostic> Warnings { get; } = new();

    /// <summary>
    /// Writes an op. <c>box: [words]</c> stands for a container with that command, <c>let: { name: text }</c> for a call that sets a variable
    /// without a container.
    /// </summary>
    public Stage Op(string path, string run, string parameters = "")
    {
        run = Box().Replace(run, "container: { image: { ref: busybox }, cmd: $1 }");
        run = Let().Replace(run, "op: { ref: /SET, inputs: { v: $2 }, outputs: { v: $($1) } }").Replace("/SET", Path.Combine(Ops, "set"), StringComparison.Ordinal);
        File("set/op.yml", "name: set\ninputs: { v: { string: {} } }\noutputs: { v: { string: {} } }\nrun: { serial: [] }\n");
        return File(Path.Combine(path, "op.yml"), $"name: {path}\n{parameters}\nrun:\n{string.Join('\n', run.Split('\n').Select(l => "  " + l))}\n");
    }

    public Stage File(string path, string content)
    {
        var full = Path.Combine(Ops, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, content);
        return this;
    }

    /// <summary>Writes the op <c>main</c> and runs it.</summary>
    public Task<RecordedRun> RunAsync(string run, string parameters = "") => Op("main", run, parameters).RunOpAsync("main");

    public async Task<RecordedRun> RunOpAsync(string path, ImmutableDictionary<string, Value>? inputs = null, CancellationToken kill = default)
    {
        await using var run = Create(path, inputs);
        return await FinishAsync(run, kill);
    }

    public OpRun Create(string path, ImmutableDictionary<string, Value>? inputs = null, int? maxContainers = null) => TryCreate(path, inputs, maxContainers).Value;

    public Result<OpRun> TryCreate(string path, ImmutableDictionary<string, Value>? inputs = null, int? maxContainers = null)
    {
        var loader = new OpLoader(new LocalOpFiles(new LocalLocation(folder), () => new LocalLocation(folder)), new DisplayPaths(Ops, null));
        var problems = new DiagnosticBag();
        var op = loader.Load(new LocalLocation(Path.Combine(Ops, path)), null, problems);
        op.ShouldNotBeNull(string.Join('\n', problems.Select(p => $"{p.Span} {p.Message}")));
        var evaluation = new Evaluation(Scope.Of(op.Directory), new LocalOpFiles(new LocalLocation(RootScratch), () => new LocalLocation(RootScratch)));
        var bound = new DefaultBinder(evaluation).Apply(op.Declaration.Inputs, inputs ?? ImmutableDictionary<string, Value>.Empty, problems);
        problems.HasErrors.ShouldBeFalse(string.Join('\n', problems.Select(p => p.ToString())));
        var services = new EngineServices(Data, containers, new ImageResolver(machine.Images), loader, TimeProvider.System, Warnings.Enqueue);
        return OpRun.Create(new RunRequest(op, bound, maxContainers) { Containers = Defaults }, services, new RunScratch(Data, Memory));
    }

    /// <summary>Runs to the end, within a minute, and reads what was recorded.</summary>
    public static async Task<RecordedRun> FinishAsync(OpRun run, CancellationToken kill = default)
    {
        var result = await run.RunAsync(kill).WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        await run.DisposeAsync();
        var recorded = RecordedRun.Read(run.Folder.Path, result);
        recorded.ShouldBeWellFormed();
        return recorded;
    }

    public async ValueTask DisposeAsync()
    {
        await containers.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // Where what the inputs of the root op are made of lies.
    private string RootScratch => Path.Combine(Data.Scratch, "root");

    [GeneratedRegex(@"box: (\[[^\]]*\])")]
    private static partial Regex Box();

    [GeneratedRegex(@"let: \{ (\S+): (.+?) \}")]
    private static partial Regex Let();
}

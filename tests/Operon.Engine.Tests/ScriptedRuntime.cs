using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Operon.Containers;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests;

/// <summary>
/// A runtime that starts no process and sees no path of this machine: what a container does is decided by the first word of its
/// command. It knows <c>say</c>, which is done at once; <c>fail CODE</c>, which writes the rest of its words to standard error; <c>wait</c>,
/// which lasts until it is stopped; <c>open GATE</c> and <c>await GATE</c>, which lasts until the gate is open. A test adds what else it needs.
/// </summary>
internal sealed class ScriptedRuntime : IContainerRuntime
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> gates = new();
    private readonly Lock order = new();
    private ImmutableList<ContainerSpec> started = [];
    private int running;

    public RuntimeCapabilities Capabilities { get; set; } = new() { Name = "scripted" };

    public Dictionary<string, Func<ContainerSpec, IContainerOutput, CancellationToken, Task<Result<ContainerExit>>>> Scripts { get; } = new(StringComparer.Ordinal);

    /// <summary>What was run, in the order in which it was started.</summary>
    public ImmutableList<ContainerSpec> Started
    {
        get
        {
            lock (order) return started;
        }
    }

    /// <summary>The words after <c>say</c>, in the order in which they were said.</summary>
    public IReadOnlyList<string> Said => [.. Started.Where(s => Word(s) == "say").Select(s => string.Join(' ', s.Command.Skip(1).Select(w => w.ToString())))];

    /// <summary>Completes when the gate is open, which a test may do too.</summary>
    public TaskCompletionSource Gate(string name) => gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>How many run.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Called for each container that ends, with its id and how; without that for one that could not be started.</summary>
    public Action<string, ContainerExit?>? Told { get; set; }

    public async Task<Result<ContainerExit>> RunAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        lock (order) started = started.Add(spec);
        Interlocked.Increment(ref running);
        ContainerExit? exit = null;
        try
        {
            var result = await RunWordAsync(spec, output, stop);
            if (result.IsOk) exit = result.Value;
            return result;
        }
        finally
        {
            Told?.Invoke(spec.Id, exit);
            Interlocked.Decrement(ref running);
        }
    }

    public Task<Result<ContainerExit>> ExecAsync(string id, ExecSpec exec, IContainerOutput output, CancellationToken kill) =>
        Task.FromResult<Result<ContainerExit>>(new Diagnostic(ContainerRules.NotRunning, $"container {id} does not run"));

    public Task<bool> ReleaseAsync(string id) => Task.FromResult(false);

    private async Task<Result<ContainerExit>> RunWordAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return ContainerExit.NeverStarted;
        switch (Word(spec))
        {
            case "say":
                return new ContainerExit(0, WasStopped: false);
            case "fail":
                await output.WriteAsync(ContainerStream.Error, Encoding.UTF8.GetBytes(string.Join(' ', spec.Command.Skip(2).Select(w => w.ToString())) + "\n"));
                return new ContainerExit(int.Parse(spec.Command[1].ToString()), WasStopped: false);
            case "open":
                Gate(spec.Command[1].ToString()).TrySetResult();
                return new ContainerExit(0, WasStopped: false);
            case "await":
                return await UntilAsync(Gate(spec.Command[1].ToString()).Task, stop);
            case "wait":
                Gate("waiting").TrySetResult();
                return await UntilAsync(new TaskCompletionSource().Task, stop);
            case var word:
                return await Scripts[word](spec, output, stop);
        }
    }

    /// <summary>Ends well with the task, or stopped when that comes first.</summary>
    public static async Task<Result<ContainerExit>> UntilAsync(Task end, CancellationToken stop)
    {
        try
        {
            await end.WaitAsync(stop);
            return new ContainerExit(0, WasStopped: false);
        }
        catch (OperationCanceledException)
        {
            return new ContainerExit(143, WasStopped: true);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Word(ContainerSpec spec) => spec.Command.IsEmpty ? "" : spec.Command[0].ToString();
}

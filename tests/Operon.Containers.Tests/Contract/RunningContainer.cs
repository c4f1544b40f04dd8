namespace Operon.Containers.Tests.Contract;

/// <summary>A container that runs beside the test, from its first output on, until it is stopped.</summary>
internal sealed class RunningContainer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task<Text.Result<ContainerExit>> running;

    private RunningContainer(IContainerRuntime runtime, ContainerSpec spec)
    {
        Spec = spec;
        running = runtime.RunAsync(spec, Output, stop.Token);
    }

    public ContainerSpec Spec { get; }

    public RecordedOutput Output { get; } = new();

    /// <summary>Starts one that says something when it is ready.</summary>
    public static async Task<RunningContainer> StartAsync(IContainerRuntime runtime, ContainerSpec spec)
    {
        var started = new RunningContainer(runtime, spec);
        if (await Task.WhenAny(started.Output.FirstBytes.Task, started.running) == started.running) (await started.running).Error.ShouldBeNull("it ended without a word");
        return started;
    }

    /// <summary>Its end, by itself.</summary>
    public async Task<ContainerExit> EndAsync() => (await running).Value;

    /// <summary>Asks it to end.</summary>
    public async Task<ContainerExit> StopAsync()
    {
        await stop.CancelAsync();
        return (await running).Value;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }
}

using System.Runtime.Versioning;
using Operon.Containers.Images;
using Operon.Containers.Networking;
using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Oci;

/// <summary>
/// What a container stands in: its folder, its root file system, its network. It lasts as long as the container, and longer where
/// that is kept; further processes are run from here.
/// </summary>
/// <param name="spec">What the container is made of.</param>
/// <param name="start">What it starts with.</param>
/// <param name="bundle">Its folder.</param>
/// <param name="network">Its network.</param>
/// <param name="tools">What all containers of the engine are run with.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class ContainerPlace(ContainerSpec spec, ContainerStart start, Bundle bundle, ContainerNetwork network, OciTools tools) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource whenCreated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> execs = [];
    private int count;
    private volatile bool isKept;
    private bool isClosed;

    /// <summary>Makes the folder, mounts the root file system and writes what the OCI runtime reads.</summary>
    /// <param name="layers">The directories of the image's layers, the uppermost first.</param>
    /// <param name="userOf">Finds the user in the root file system.</param>
    /// <returns>What is wrong with the container; null: nothing.</returns>
    public async Task<Diagnostic?> PrepareAsync(string[] layers, Func<Image, string, Result<ContainerUser>> userOf)
    {
        bundle.Create(spec, network);
        if (spec.Limits.Memory is { } limit && !UserNamespace.IsInside) bundle.Guard = MemoryGuard.Create(bundle.Group.PathOf(spec.Id), limit);
        await tools.Holder.RunAsync(() =>
        {
            Mount.Bind(network.Namespace, bundle.Network);
            bundle.Mount(layers);
            return true;
        });
        if (!userOf(spec.Image, RootFs).TryGet(out var user, out var failure)) return failure;
        if (!ContainerStart.EnvironmentOf(spec, user.Home).TryGet(out var environment, out failure)) return failure;
        bundle.Configure(BundleConfig.Write(spec, start, user, environment, bundle, tools.Confinement));
        return null;
    }

    /// <summary>Runs the container to its end.</summary>
    /// <param name="output">Receives its output.</param>
    /// <param name="created">Called when it has been made.</param>
    /// <param name="stop">Asks it to end, and kills it when it does not.</param>
    /// <param name="kill">Kills it at once.</param>
    public async Task<Result<ContainerExit>> RunAsync(IContainerOutput output, Action created, CancellationToken stop, CancellationToken kill)
    {
        var ended = await RunAsync(spec, start, bundle, output, null, Created, stop, kill);
        return ended.TryGet(out var exit, out _) && bundle.Guard?.HasKilled == true ? exit with { RanOutOfMemory = true } : ended;

        void Created()
        {
            whenCreated.TrySetResult();
            created();
        }
    }

    /// <summary>Lets it stay after the container's end.</summary>
    public async Task KeepAsync()
    {
        isKept = true;
        await network.WithdrawAsync();
    }

    /// <summary>Runs a further process in the container.</summary>
    public async Task<Result<ContainerExit>> ExecAsync(ExecSpec exec, IContainerOutput output, CancellationToken kill)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int number;
        lock (gate)
        {
            if (isClosed) return NotRunning(spec.Id);
            execs.Add(ended.Task);
            number = ++count;
        }

        try
        {
            await whenCreated.Task;
            if (closing.IsCancellationRequested) return NotRunning(spec.Id);
            if (tools.Holder.ReapsAtOnce && tools.Program.Leaves(exec.Terminal is not null, !isKept)) return NotTold();
            if (!OciExec.From(spec, exec, RootFs).TryGet(out var described, out var failure)) return failure;
            var folder = bundle.CreateExec(number);
            return isKept ? await ExecAloneAsync(exec, described, folder, output, kill) : await ExecBesideAsync(exec, described, folder, output, kill);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return tools.Holder.WhyEnded() ?? new Diagnostic(ContainerRules.MachineRefuses, $"nothing more can be run in container {spec.Id}: {e.Message}");
        }
        finally
        {
            ended.SetResult();
            lock (gate) execs.Remove(ended.Task);
        }
    }

    /// <summary>
    /// Ends what still runs in it, and takes away its names, its ports and its control group. The container must have ended; its files
    /// and its address stay.
    /// </summary>
    public async Task EndAsync()
    {
        Task[] last;
        lock (gate)
        {
            isClosed = true;
            last = [.. execs];
        }

        await closing.CancelAsync();
        whenCreated.TrySetResult();
        await Task.WhenAll(last);
        if (isKept || bundle.Guard is not null) bundle.Group.Remove(spec.Id);
        bundle.Guard?.Dispose();
        await network.WithdrawAsync();
    }

    /// <summary>Ends it, where it has not been yet, and removes it. The container must have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();

        // First, so that nobody gets the address while the namespace that has it is mounted.
        await tools.Holder.RunAsync(() =>
        {
            bundle.Unmount();
            return true;
        });
        try
        {
            await network.DisposeAsync();
            bundle.Delete();
        }
        catch (IOException)
        {
            // What the container did counts; its folder is tried again with the engine's.
            return;
        }
        finally
        {
            closing.Dispose();
        }
    }

    /// <summary>What to say of a container that is not there.</summary>
    public static Diagnostic NotRunning(string id) => new(ContainerRules.NotRunning, $"container {id} does not run")
    {
        Expected = "a container that runs, or one that was kept after a failure",
    };

    // bash as the system's shell takes notice of every end at once, so that nobody could say how the process ended.
    private Diagnostic NotTold() => new(ContainerRules.MachineRefuses, $"{tools.Program.Name} cannot run further processes where /bin/sh is bash") { Fix = "install crun" };

    private string RootFs => tools.Holder.PathOf(bundle.RootFs);

    private async Task<Result<ContainerExit>> RunAsync(ContainerSpec what, ContainerStart with, Bundle from, IContainerOutput output, ExecSpec? exec, Action created, CancellationToken stop, CancellationToken kill)
    {
        var hasTerminal = exec?.Terminal is not null;
        var isLeft = tools.Program.Leaves(hasTerminal, isFurther: false);
        var process = await RuntimeProcess.StartAsync(tools.Program, tools.Program.Run(from, what.Id, hasTerminal), from, tools.Holder, hasTerminal, isLeft, output, tools.Time);
        await using var container = new OciContainer(what, with, from, tools.Program, process, tools.Holder, tools.Time);
        var ending = container.RunAsync(process.RunToEndAsync(exec?.Input, exec?.Terminal), stop, kill);
        await container.WhenCreatedAsync();
        created();
        return await ending;
    }

    // Where the first process has ended, there is nothing to join: the further one runs as the first did, in the same files and network.
    private async Task<Result<ContainerExit>> ExecAloneAsync(ExecSpec exec, OciExec described, Bundle folder, IContainerOutput output, CancellationToken kill)
    {
        var mounted = described.Spec with { Mounts = spec.Mounts };
        if (!ContainerStart.From(mounted).TryGet(out var with, out var failure)) return failure;
        folder.Configure(BundleConfig.Write(mounted, with, described.User, described.Environment, folder, tools.Confinement, exec.Terminal?.Size));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(kill, closing.Token);
        try
        {
            return await RunAsync(mounted, with, folder, output, exec, () => { }, CancellationToken.None, either.Token);
        }
        finally
        {
            folder.RemoveGroup(spec.Id);
        }
    }

    private async Task<Result<ContainerExit>> ExecBesideAsync(ExecSpec exec, OciExec described, Bundle folder, IContainerOutput output, CancellationToken kill)
    {
        folder.Configure(BundleConfig.WriteProcess(described.Spec, described.Start, described.User, described.Environment, exec.Terminal?.Size));
        var hasTerminal = exec.Terminal is not null;
        var isLeft = tools.Program.Leaves(hasTerminal, isFurther: true);
        await using var process = await RuntimeProcess.StartAsync(tools.Program, tools.Program.Exec(bundle, folder, spec.Id, hasTerminal), folder, tools.Holder, hasTerminal, isLeft, output, tools.Time);
        var exit = await described.FollowAsync(process, process.RunToEndAsync(exec.Input, exec.Terminal), kill);

        // The runtimes have no common words for a container that ends.
        return exit.IsOk || exit.Error!.Rule != ContainerRules.StartFailed || !HasEnded ? exit : NotRunning(spec.Id);
    }

    private bool HasEnded => bundle.ReadPid() is not { } first || tools.Holder.IsEnding(first);
}

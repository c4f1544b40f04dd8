using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Operon.Containers.Images;
using Operon.Containers.Networking;
using Operon.Content;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Oci;

/// <summary>
/// The embedded runtime: no daemon, only an OCI runtime (crun or runc) that is started once per container, over an
/// overlay of the image's unpacked layers.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class OciRuntime : IContainerRuntime
{
    private readonly EngineFolder folder;
    private readonly ImageStore images;
    private readonly OciTools tools;
    private readonly EngineNetwork network;
    private readonly ConcurrentDictionary<string, ContainerPlace> places = new();
    private readonly ConcurrentDictionary<string, ContainerPlace> kept = new();
    private readonly ConcurrentDictionary<(Digest Image, string User), ContainerUser> users = new();
    private readonly ConcurrentDictionary<string, Task> running = new();
    private readonly CancellationTokenSource closing = new();
    private readonly RunningWork removals = new();
    private readonly string mountPoints;

    // More at once only take each other's processors, and their memory is needed all at once.
    private readonly SemaphoreSlim starts = new(2 * Environment.ProcessorCount);

    private OciRuntime(EngineFolder folder, ImageStore images, OciTools tools, EngineNetwork network, string mountPoints)
    {
        this.folder = folder;
        this.images = images;
        this.tools = tools;
        this.network = network;
        this.mountPoints = mountPoints;
        ContainerLimit[] limits = [MachineLimits.Find(MachineLimits.Read), EngineNetwork.MaxContainers];
        Capabilities = new RuntimeCapabilities
        {
            Name = tools.Program.Name,
            MaxContainers = limits.MinBy(l => l.Count)!,
            HasNetwork = true,
            HasExec = true,
            KeepsAfterFailure = true,
            HasPrivileged = !UserNamespace.IsInside,
            HasLimits = !UserNamespace.IsInside,
            Problems = network.EgressProblem is { } problem ? [problem] : [],
        };
    }

    /// <inheritdoc/>
    public RuntimeCapabilities Capabilities { get; }

    /// <summary>Chooses an OCI runtime and prepares the machine.</summary>
    /// <param name="folder">Where containers have their folders; absolute, on a file system that can carry overlay.</param>
    /// <param name="images">Where the images are that will be run.</param>
    /// <param name="searchPath">The user's <c>PATH</c>.</param>
    /// <param name="reaper">Removes what is left if this process is killed; outlives the runtime.</param>
    /// <param name="time">The clock.</param>
    /// <param name="only">Names the OCI runtime, such as <c>runc</c>; null takes the fastest that works.</param>
    /// <returns>The runtime, or <see cref="ContainerRules.RuntimeMissing"/>, or <see cref="ContainerRules.MachineRefuses"/>.</returns>
    public static async Task<Result<OciRuntime>> StartAsync(string folder, ImageStore images, string? searchPath, Reaper reaper, TimeProvider time, string? only = null)
    {
        OciProgram[] installed = [.. OciProgram.Installed(searchPath).Where(p => only is null || p.Name == only)];
        if (installed.Length == 0) return NoneInstalled();
        try
        {
            if (!EngineFolder.Create(Path.Combine(folder, "engines"), reaper).TryGet(out var own, out var failure)) return failure;
            try
            {
                var settings = new EngineNetworkSettings { Time = time, SearchPath = searchPath, Reaper = reaper };
                var started = await StartAsync(own, folder, images, installed, settings);
                if (!started.IsOk) own.Dispose();
                return started;
            }
            catch
            {
                own.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return Refused(e);
        }
    }

    internal static Diagnostic NoneInstalled() => new(ContainerRules.RuntimeMissing, "no OCI runtime is installed")
    {
        Expected = "crun or runc on the PATH",
        Fix = "install one: apt-get install crun",
    };

    internal static Diagnostic NoneWorks(string complaints) =>
        new(ContainerRules.RuntimeMissing, $"no OCI runtime works on this machine{complaints}") { Fix = "install another one: apt-get install crun runc" };

    internal static Diagnostic Refused(Exception cause) => new(ContainerRules.MachineRefuses, $"containers cannot be run here: {cause.Message}")
    {
        Fix = cause is System.ComponentModel.Win32Exception ? "see that PATH leads to the system's programs, as in PATH=/usr/sbin:/usr/bin:/sbin:/bin" : "run as root",
    };

    private static async Task<Result<OciRuntime>> StartAsync(EngineFolder own, string folder, ImageStore images, OciProgram[] installed, EngineNetworkSettings settings)
    {
        var lowest = MountPoints.Ensure(folder, own.Path);
        var networking = Task.Run(() => EngineNetwork.StartAsync(settings));
        var (chosen, complaints) = await new OciProbe(own, folder).ChooseAsync(installed);
        if (!(await networking).TryGet(out var connected, out var unconnected))
        {
            chosen?.Holder.Dispose();
            return unconnected;
        }

        if (chosen is not { } found)
        {
            await connected.DisposeAsync();
            return NoneWorks(complaints);
        }

        EngineFolder.RemoveLeftovers(Path.Combine(folder, "engines"));
        return new OciRuntime(own, images, new OciTools(found.Program, Confinement.For(found.Program, folder), found.Holder, settings.Time), connected, lowest);
    }

    /// <inheritdoc/>
    public async Task<Result<ContainerExit>> RunAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!running.TryAdd(spec.Id, ended.Task)) return AlreadyThere(spec);
        try
        {
            return closing.IsCancellationRequested ? ContainerExit.NeverStarted : await RunNewAsync(spec, output, stop);
        }
        finally
        {
            running.TryRemove(spec.Id, out _);
            ended.SetResult();
        }
    }

    /// <inheritdoc/>
    public async Task<Result<ContainerExit>> ExecAsync(string id, ExecSpec exec, IContainerOutput output, CancellationToken kill) =>
        places.TryGetValue(id, out var place) ? await place.ExecAsync(exec, output, kill) : ContainerPlace.NotRunning(id);

    /// <inheritdoc/>
    public async Task<bool> ReleaseAsync(string id)
    {
        if (!kept.TryRemove(id, out var place)) return false;
        places.TryRemove(id, out _);
        await place.DisposeAsync();
        return true;
    }

    /// <summary>Kills the containers that still run, and removes what they all stood in.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(running.Values);
        await Task.WhenAll(kept.Keys.Select(ReleaseAsync));
        await removals.EndAsync();
        tools.Holder.Dispose();
        await network.DisposeAsync();
        folder.Dispose();
        closing.Dispose();
        starts.Dispose();
    }

    private async Task<Result<ContainerExit>> RunNewAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        if (!ContainerStart.From(spec).TryGet(out var start, out var failure)) return failure;
        if (stop.IsCancellationRequested) return ContainerExit.NeverStarted;

        var bundle = folder.BundleOf(spec.Id);
        if (Directory.Exists(bundle.Folder)) return AlreadyThere(spec);
        using var turn = new StartTurn(starts);
        if (!await turn.WaitAsync(stop)) return ContainerExit.NeverStarted;
        var endpoint = new ContainerEndpoint(spec.Id) { HostName = Bundle.HostNameOf(spec), Names = spec.Names, Ports = spec.Ports };
        if (!(await network.AttachAsync(endpoint)).TryGet(out var connected, out failure)) return failure;
        var place = new ContainerPlace(spec, start, bundle, connected, tools);
        var isKept = false;
        try
        {
            places[spec.Id] = place;
            if (await place.PrepareAsync([.. images.LayerDirectories(spec.Image), mountPoints], UserOf) is { } unprepared) return unprepared;
            var ended = await place.RunAsync(output, turn.Dispose, stop, closing.Token);
            if (!spec.IsKeptAfterFailure || !ended.TryGet(out var exit, out _) || exit.ExitCode == 0 || exit.WasStopped) return ended;
            await place.KeepAsync();
            isKept = kept.TryAdd(spec.Id, place);
            return exit with { IsKept = isKept };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return tools.Holder.WhyEnded() ?? new Diagnostic(ContainerRules.MachineRefuses, $"container {spec.Id} cannot be run: {e.Message}");
        }
        finally
        {
            if (!isKept)
            {
                places.TryRemove(spec.Id, out _);
                await place.EndAsync();

                // Nobody needs to wait for it but this runtime's end.
                removals.Start(() => place.DisposeAsync().AsTask());
            }
        }
    }

    private static Diagnostic AlreadyThere(ContainerSpec spec) => new(ContainerRules.BadId, $"there is a container {spec.Id} already");

    private Result<ContainerUser> UserOf(Image image, string root)
    {
        var key = (image.Digest, image.Config.User);
        if (users.TryGetValue(key, out var known)) return known;
        var found = ContainerUser.Find(root, image.Config.User);
        if (found.IsOk) users.TryAdd(key, found.Value);
        return found;
    }
}

using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Operon.Containers.Images;
using Operon.Content;
using Operon.Host.Linux;
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
    private readonly TimeProvider time;
    private readonly OciProgram program;
    private readonly MountThread mounts;
    private readonly ConcurrentDictionary<(Digest Image, string User), ContainerUser> users = new();
    private readonly ConcurrentDictionary<string, Task> running = new();
    private readonly CancellationTokenSource closing = new();

    // More at once only take each other's processors, and their memory is needed all at once.
    private readonly SemaphoreSlim starts = new(2 * Environment.ProcessorCount);

    private OciRuntime(EngineFolder folder, ImageStore images, TimeProvider time, OciProgram program, MountThread mounts)
    {
        this.folder = folder;
        this.images = images;
        this.time = time;
        this.program = program;
        this.mounts = mounts;
        Capabilities = new RuntimeCapabilities { Name = program.Name, MaxContainers = MachineLimits.Find(MachineLimits.Read) };
    }

    /// <inheritdoc/>
    public RuntimeCapabilities Capabilities { get; }

    /// <summary>Chooses an OCI runtime and prepares the machine.</summary>
    /// <param name="folder">Where containers have their folders; absolute, on a file system that can carry overlay.</param>
    /// <param name="images">Where the images are that will be run.</param>
    /// <param name="searchPath">The user's <c>PATH</c>.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The runtime, or <see cref="ContainerRules.RuntimeMissing"/>, or <see cref="ContainerRules.MachineRefuses"/>.</returns>
    public static async Task<Result<OciRuntime>> StartAsync(string folder, ImageStore images, string? searchPath, TimeProvider time)
    {
        OciProgram[] installed = [.. OciProgram.Installed(searchPath)];
        if (installed.Length == 0)
        {
            return new Diagnostic(ContainerRules.RuntimeMissing, "no OCI runtime is installed")
            {
                Expected = "crun or runc on the PATH",
                Fix = "install one: apt-get install crun",
            };
        }

        try
        {
            if (!EngineFolder.Create(Path.Combine(folder, "engines")).TryGet(out var own, out var failure)) return failure;
            var thread = await MountThread.StartAsync(() =>
            {
                if (installed[0].HidesUnifiedCgroups) Mount.TryUnmount(OciProgram.UnifiedCgroups);
            });
            var (program, complaints) = await new OciProbe(own.Path, folder, thread).ChooseAsync(installed);
            if (program is null)
            {
                thread.Dispose();
                own.Dispose();
                return new Diagnostic(ContainerRules.RuntimeMissing, $"no OCI runtime works on this machine{complaints}") { Fix = "install another one: apt-get install crun runc" };
            }

            await EngineFolder.RemoveLeftoversAsync(Path.Combine(folder, "engines"), program, thread);
            return new OciRuntime(own, images, time, program, thread);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Diagnostic(ContainerRules.MachineRefuses, $"containers cannot be run here: {e.Message}")
            {
                Fix = "run as root",
            };
        }
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

    /// <summary>Kills the containers that still run, and removes what they all stood in.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(running.Values);
        mounts.Dispose();
        folder.Dispose();
        closing.Dispose();
        starts.Dispose();
        Cgroups.RemoveParents();
    }

    private async Task<Result<ContainerExit>> RunNewAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        if (!ContainerStart.From(spec).TryGet(out var start, out var failure)) return failure;
        if (stop.IsCancellationRequested) return ContainerExit.NeverStarted;

        var bundle = new Bundle(Path.Combine(folder.Path, spec.Id));
        if (Directory.Exists(bundle.Folder)) return AlreadyThere(spec);
        using var turn = new StartTurn(starts);
        if (!await turn.WaitAsync(stop)) return ContainerExit.NeverStarted;
        try
        {
            bundle.Create(spec);
            var started = await mounts.RunAsync(() => Start(spec, start, bundle));
            if (!started.TryGet(out var process, out failure)) return failure;
            await using var container = new OciContainer(spec, start, bundle, program, process, mounts, output, time);
            var ending = container.RunAsync(stop, closing.Token);
            await container.WhenCreatedAsync();
            turn.Dispose();
            return await ending;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return new Diagnostic(ContainerRules.MachineRefuses, $"container {spec.Id} cannot be run: {e.Message}");
        }
        finally
        {
            await mounts.RunAsync(() =>
            {
                bundle.Unmount();
                return true;
            });
            Delete(bundle);
        }
    }

    private static void Delete(Bundle bundle)
    {
        try
        {
            bundle.Delete();
        }
        catch (IOException)
        {
            // What the container did counts; its folder is tried again with the engine's.
            return;
        }
    }

    private static Diagnostic AlreadyThere(ContainerSpec spec) => new(ContainerRules.BadId, $"there is a container {spec.Id} already");

    /// <summary>On the mount thread, where alone the root file system can be seen.</summary>
    private Result<System.Diagnostics.Process> Start(ContainerSpec spec, ContainerStart start, Bundle bundle)
    {
        bundle.Mount([.. images.LayerDirectories(spec.Image)]);
        if (!UserOf(spec.Image, bundle).TryGet(out var user, out var failure)) return failure;
        if (!ContainerStart.EnvironmentOf(spec, user.Home).TryGet(out var environment, out failure)) return failure;
        File.WriteAllBytes(bundle.Config, BundleConfig.Write(spec, start, user, environment, bundle));
        return OciContainer.Start(program, bundle, spec.Id);
    }

    private Result<ContainerUser> UserOf(Image image, Bundle bundle)
    {
        var key = (image.Digest, image.Config.User);
        if (users.TryGetValue(key, out var known)) return known;
        var found = ContainerUser.Find(bundle.RootFs, image.Config.User);
        if (found.IsOk) users.TryAdd(key, found.Value);
        return found;
    }
}

using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Text;

namespace Operon.Containers.Oci;

/// <summary>One running container, seen through the OCI runtime's process.</summary>
/// <param name="spec">What it was made of.</param>
/// <param name="start">What it starts with.</param>
/// <param name="bundle">Its folder.</param>
/// <param name="program">The OCI runtime.</param>
/// <param name="process">The runtime's process.</param>
/// <param name="holder">What holds it.</param>
/// <param name="time">The clock.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class OciContainer(ContainerSpec spec, ContainerStart start, Bundle bundle, OciProgram program, RuntimeProcess process, Holder holder, TimeProvider time) : IAsyncDisposable
{
    private const int KilledExit = 128 + Signals.Kill;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Follows the container to its end.</summary>
    /// <param name="ended">Its end.</param>
    /// <param name="stop">Asks it to end, and kills it when it does not.</param>
    /// <param name="kill">Kills it at once.</param>
    public async Task<Result<ContainerExit>> RunAsync(Task ended, CancellationToken stop, CancellationToken kill)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopped = stop.Register(() => asked.TrySetResult());
        await using var killed = kill.Register(() => asked.TrySetResult());
        var wasStopped = await Task.WhenAny(ended, asked.Task) != ended;
        if (wasStopped) await StopAsync(ended, kill);

        await ended;
        return await ExitAsync(wasStopped);
    }

    /// <summary>Completes when the OCI runtime has made the container, or has ended.</summary>
    public Task WhenCreatedAsync() => process.WhenCreatedAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Only an error in between leads here.
        if (!process.HasExited) KillContainer(Signals.Kill);
        await process.DisposeAsync();

        // A runtime that ended in order has removed its state itself.
        if (!Directory.Exists(Path.Combine(bundle.State, spec.Id))) return;
        await DeleteAsync();
        bundle.RemoveGroup(spec.Id);
    }

    // Has the runtime kill the container and forget it.
    private async Task DeleteAsync() => await holder.RunToEndAsync(Holder.Describe(program.Path, ["--root", bundle.State, "delete", "--force", spec.Id], bundle.Folder));

    private async Task<Result<ContainerExit>> ExitAsync(bool wasStopped)
    {
        if (!wasStopped && (process.ExitCode == KilledExit || !process.WasMade) && holder.WhyEnded() is { } killed) return killed;
        if (!wasStopped && process.FindFailure(start.Arguments[0]) is { } message) return StartFailure.Explain(message, spec, start);
        await process.ReleaseAsync();
        return new ContainerExit(process.ExitCode, wasStopped);
    }

    private async Task StopAsync(Task ended, CancellationToken kill)
    {
        // The runtime may still be busy starting it.
        await process.WhenCreatedAsync();
        if (!kill.IsCancellationRequested)
        {
            KillContainer(Signals.Terminate);
            if (await EndsInTimeAsync(ended, kill)) return;
        }

        KillContainer(Signals.Kill);
        if (await EndsInTimeAsync(ended, CancellationToken.None)) return;
        await process.KillAsync();
    }

    private async Task<bool> EndsInTimeAsync(Task ended, CancellationToken kill)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(kill);
        var first = await Task.WhenAny(ended, Task.Delay(Grace, time, inTime.Token));
        await inTime.CancelAsync();
        return first == ended;
    }

    private void KillContainer(int signal)
    {
        if (!process.HasExited && bundle.ReadPid() is { } pid) holder.TrySignal(pid, signal);
    }
}

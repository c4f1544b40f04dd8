using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Operon.Host.Linux;
using Operon.Text;

namespace Operon.Containers.Oci;

/// <summary>One running container, seen through the OCI runtime's process: it ends with the container and has its exit code.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class OciContainer : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PidPoll = TimeSpan.FromMilliseconds(5);

    private const int KilledExit = 128 + Signals.Kill;

    private readonly ContainerSpec spec;
    private readonly ContainerStart start;
    private readonly Bundle bundle;
    private readonly OciProgram program;
    private readonly Process process;
    private readonly Holder holder;
    private readonly IContainerOutput output;
    private readonly TimeProvider time;
    private readonly MemoryStream held = new();
    private bool isHeld;
    private bool hasErrorOutput;
    private bool hasOutput;

    public OciContainer(ContainerSpec spec, ContainerStart start, Bundle bundle, OciProgram program, Process process, Holder holder, IContainerOutput output, TimeProvider time)
    {
        this.spec = spec;
        this.start = start;
        this.bundle = bundle;
        this.program = program;
        this.process = process;
        this.holder = holder;
        this.output = output;
        this.time = time;
    }

    /// <summary>Starts the OCI runtime. On the holder's thread, so that it inherits what is mounted there.</summary>
    public static Process Start(OciProgram program, Bundle bundle, string id)
    {
        var runtime = Begin(program, [.. program.Options, "--root", bundle.State, "--log", bundle.Log, "--log-format", "json", "run", "--bundle", bundle.Folder, "--pid-file", bundle.PidFile, id]);

        // The container reads the end of its input at once.
        runtime.StandardInput.Close();
        return runtime;
    }

    /// <summary>Follows the container to its end.</summary>
    /// <param name="stop">Asks it to end, and kills it when it does not.</param>
    /// <param name="kill">Kills it at once.</param>
    public async Task<Result<ContainerExit>> RunAsync(CancellationToken stop, CancellationToken kill)
    {
        var ended = RunToEndAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopped = stop.Register(() => asked.TrySetResult());
        await using var killed = kill.Register(() => asked.TrySetResult());
        var wasStopped = await Task.WhenAny(ended, asked.Task) != ended;
        if (wasStopped) await StopAsync(ended, kill);

        await ended;
        return await ExitAsync(wasStopped);
    }

    /// <summary>Completes when the OCI runtime has made the container, or has ended.</summary>
    public async Task WhenCreatedAsync()
    {
        while (bundle.ReadPid() is null && !process.HasExited) await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(PidPoll, time));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // Only an error in between leads here.
            KillContainer(Signals.Kill);
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();

        // A runtime that ended in order has removed its state itself.
        if (!Directory.Exists(Path.Combine(bundle.State, spec.Id))) return;
        await DeleteAsync();
        bundle.Group.Remove(spec.Id);
    }

    // Has the runtime kill the container and forget it.
    private async Task DeleteAsync()
    {
        using var delete = await holder.RunAsync(() => Begin(program, ["--root", bundle.State, "delete", "--force", spec.Id]));
        var silence = Task.WhenAll(delete.StandardOutput.ReadToEndAsync(), delete.StandardError.ReadToEndAsync());
        await delete.WaitForExitAsync();
        await silence;
    }

    private static Process Begin(OciProgram program, IEnumerable<string> arguments) => Holder.Start(Holder.Describe(program.Path, arguments));

    private async Task RunToEndAsync()
    {
        var standardOutput = new OutputPump(process.StandardOutput.BaseStream, ReceiveOutputAsync, time).RunAsync();
        var standardError = new OutputPump(process.StandardError.BaseStream, ReceiveErrorAsync, time).RunAsync();
        await Task.WhenAll(standardOutput, standardError, process.WaitForExitAsync());
    }

    private ValueTask ReceiveOutputAsync(ReadOnlyMemory<byte> chunk)
    {
        hasOutput = true;
        return output.WriteAsync(ContainerStream.Output, chunk);
    }

    // The first bytes may be the runtime's. It writes a failure to standard error, then to its log, then ends: only
    // when it has ended is it known whose they are, unless the container's own program is seen to run.
    private async ValueTask ReceiveErrorAsync(ReadOnlyMemory<byte> chunk)
    {
        if (!hasErrorOutput) isHeld = await EndsUnseenAsync();
        hasErrorOutput = true;
        if (isHeld) held.Write(chunk.Span);
        else await output.WriteAsync(ContainerStream.Error, chunk);
        if (held.Length > StartFailure.LongestMessage) await ReleaseAsync();
    }

    private async Task<bool> EndsUnseenAsync()
    {
        while (!process.HasExited)
        {
            if (bundle.ReadPid() is { } pid && program.HasBecomeAnother(holder.FolderOf(pid))) return false;
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(PidPoll, time));
        }

        return true;
    }

    private async ValueTask ReleaseAsync()
    {
        isHeld = false;
        if (held.Length > 0) await output.WriteAsync(ContainerStream.Error, held.ToArray());
        held.SetLength(0);
    }

    private async Task<Result<ContainerExit>> ExitAsync(bool wasStopped)
    {
        var isSilent = !hasOutput && (!hasErrorOutput || isHeld);
        if (process.ExitCode != 0 && isSilent && !wasStopped
            && StartFailure.Find(bundle.Log, Encoding.UTF8.GetString(held.ToArray()), start.Arguments[0]) is { } message)
        {
            return StartFailure.Explain(message, spec, start);
        }

        await ReleaseAsync();
        if (process.ExitCode == KilledExit && !wasStopped && holder.WhyEnded() is { } killed) return killed;
        return new ContainerExit(process.ExitCode, wasStopped);
    }

    private async Task StopAsync(Task ended, CancellationToken kill)
    {
        // The runtime may still be busy starting it.
        while (bundle.ReadPid() is null && !ended.IsCompleted) await Task.WhenAny(ended, Task.Delay(PidPoll, time, CancellationToken.None));
        if (!kill.IsCancellationRequested)
        {
            KillContainer(Signals.Terminate);
            if (await EndsInTimeAsync(ended, kill)) return;
        }

        KillContainer(Signals.Kill);
        if (await EndsInTimeAsync(ended, CancellationToken.None)) return;
        process.Kill();
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

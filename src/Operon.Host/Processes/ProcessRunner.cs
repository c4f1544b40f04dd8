using System.ComponentModel;
using System.Diagnostics;
using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Host.Processes;

/// <summary>Runs short helper programs and collects what they say.</summary>
public sealed class ProcessRunner(TimeProvider clock)
{
    // A program may leave something behind that keeps its streams open; nobody waits for that.
    private static readonly TimeSpan GraceForStreams = TimeSpan.FromSeconds(1);

    /// <summary>Runs a program to its end. Any exit code is a result.</summary>
    /// <param name="helper">What to run.</param>
    /// <param name="cancellation">Kills it, and what it started.</param>
    /// <returns>How it ended, or <see cref="HostRules.ProgramNotStarted"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the program is dead.</exception>
    public async Task<Result<HelperResult>> RunAsync(HelperProgram helper, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = Describe(helper) };
        try
        {
            helper.Network.Run(process.Start);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            return new Diagnostic(HostRules.ProgramNotStarted, $"cannot start {helper.Program}: {e.Message}") { Fix = $"install {Path.GetFileName(helper.Program)}, or see that PATH leads to it" };
        }

        using var streams = new CancellationTokenSource();
        var output = new BoundedCapture(helper.OutputLimit);
        var error = new BoundedCapture(helper.OutputLimit);
        var copying = Task.WhenAll(
            FeedAsync(process.StandardInput.BaseStream, helper.StandardInput, streams.Token),
            output.FillAsync(process.StandardOutput.BaseStream, streams.Token),
            error.FillAsync(process.StandardError.BaseStream, streams.Token));
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        finally
        {
            await Task.WhenAny(copying, Task.Delay(GraceForStreams, clock, CancellationToken.None));
            await streams.CancelAsync();
            await copying;
        }

        return new HelperResult(process.ExitCode, output.Bytes, error.Bytes, output.IsCut || error.IsCut);
    }

    private static ProcessStartInfo Describe(HelperProgram helper)
    {
        var start = new ProcessStartInfo(helper.Program, helper.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = helper.WorkingDirectory ?? "",
        };
        if (helper.Environment is not { } environment) return start;
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    private static async Task FeedAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await stream.WriteAsync(input, cancellation);
            await stream.DisposeAsync();
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is OperationCanceledException)
        {
            // It ended without reading everything, which is its right.
            await stream.DisposeAsync();
        }
    }
}

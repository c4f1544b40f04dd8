using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Operon.Host;
using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Git;

/// <summary>A run of git that is talked with, or that says more than is kept.</summary>
internal sealed class GitStream : IDisposable
{
    private const int MostTold = 4_096;

    private readonly Process process;
    private readonly Task<string> told;

    /// <summary>Starts it.</summary>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public GitStream(string program, IEnumerable<string> words, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch
        {
            process.Dispose();
            throw;
        }

        told = ListenAsync(process.StandardError.BaseStream);
    }

    /// <summary>What it reads.</summary>
    public Stream Input => process.StandardInput.BaseStream;

    /// <summary>What it writes.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Whether an exception means that it is not there or has ended.</summary>
    public static bool Covers(Exception e) => FileFailure.Covers(e) || e is Win32Exception or InvalidOperationException;

    /// <summary>The diagnostic where git cannot be started, or ends too early.</summary>
    public static Diagnostic From(string purpose, Exception e) =>
        e is Win32Exception ? new Diagnostic(HostRules.ProgramNotStarted, $"cannot start git: {e.Message}") { Fix = "install git, or see that PATH leads to it" } : new Diagnostic(GitRules.Failed, $"cannot {purpose}: {e.Message}");

    /// <summary>Waits until it has ended; its output must have been read.</summary>
    /// <returns>Null, or why it failed.</returns>
    public async Task<Diagnostic?> EndAsync(string purpose, CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode == 0) return null;
        return GitProgram.Failure(GitRules.Failed, purpose, new(process.ExitCode, default, await told, IsCut: false));
    }

    /// <summary>Has it end, upon which whoever reads its output comes to the end.</summary>
    public void Stop()
    {
        try
        {
            // What is read so starts nothing itself.
            if (!process.HasExited) process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself meanwhile.
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        Stop();

        // Its last words are still being read; to take the stream away from there would cost an exception.
        if (told.IsCompleted) process.Dispose();
        else _ = told.ContinueWith(_ => process.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static async Task<string> ListenAsync(Stream stream)
    {
        var kept = new List<byte>();
        var buffer = new byte[1_024];
        try
        {
            for (var read = await stream.ReadAsync(buffer); read > 0; read = await stream.ReadAsync(buffer))
            {
                if (kept.Count < MostTold) kept.AddRange(buffer.AsSpan(0, read));
            }
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is ObjectDisposedException)
        {
            // It was ended by us.
        }

        return Encoding.UTF8.GetString(kept.ToArray());
    }
}

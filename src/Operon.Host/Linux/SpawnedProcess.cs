using System.ComponentModel;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>
/// A program in a process group of its own, away from the keys of a terminal. Unlike <see cref="System.Diagnostics.Process"/> it tells a signal
/// from an exit code above 128, what it started in its group is reached by signals too, and it can begin in a process namespace.
/// </summary>
/// <remarks>Once it has ended, the system forgets it, whether somebody waits for it or not.</remarks>
[UnsupportedOSPlatform("windows")]
public sealed partial class SpawnedProcess : IDisposable
{
    private const int AtOnce = 1;
    private const int Interrupted = 4;
    private const int ByNumber = 1;
    private const int Exited = 4;
    private const int LeaveIt = 0x01000000;

    private readonly Lock gate = new();
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PipeStream? told;
    private int? exit;

    internal SpawnedProcess(int id, PipeStream? input, PipeStream output, PipeStream error, PipeStream? told)
    {
        this.told = told;
        Id = id;
        Input = input;
        Output = output;
        Error = error;
        EndedProcesses.Watch(this);
    }

    /// <summary>Its number, which is also that of its group, as this process sees it.</summary>
    public int Id { get; }

    /// <summary>What it reads from its standard input; null when there is nothing to read.</summary>
    public PipeStream? Input { get; }

    /// <summary>What it writes to its standard output.</summary>
    public PipeStream Output { get; }

    /// <summary>What it writes to its standard error.</summary>
    public PipeStream Error { get; }

    /// <summary>Completes when it has ended, with its exit code; or minus the number of the signal that ended it.</summary>
    public Task<int> Ended => ended.Task;

    /// <summary>Its exit code, or minus the number of the signal that ended it; null while it runs.</summary>
    public int? ExitCode => TryReap() ? exit : null;

    /// <summary>Starts a program with nothing to read.</summary>
    /// <param name="program">Its path, or a name to be looked for in this process's <c>PATH</c>.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="environment">All of its environment.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static SpawnedProcess Start(string program, IEnumerable<string> arguments, string directory, IEnumerable<KeyValuePair<string, string>> environment) =>
        Start(new ProgramStart(program, arguments, directory, environment));

    /// <summary>Starts a program.</summary>
    /// <param name="how">What is to be started.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static SpawnedProcess Start(ProgramStart how)
    {
        using var prepared = new PreparedStart(how);
        return prepared.Run();
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code; or minus the number of the signal that ended it.</returns>
    public unsafe int Wait()
    {
        const int largestInformation = 256;
        var information = stackalloc byte[largestInformation];

        // Only looked at, so that its number stays its own until all here know that it has ended.
        while (WaitForCall(ByNumber, Id, information, Exited | LeaveIt) < 0 && Marshal.GetLastPInvokeError() == Interrupted) continue;
        TryReap();
        return exit!.Value;
    }

    /// <summary>Kills it, and nothing that it has started.</summary>
    public void Kill()
    {
        lock (gate)
        {
            if (exit is null) Signals.TrySend(Id, Signals.Kill);
        }
    }

    /// <summary>Sends a signal to it and to all of its group, as far as they are still there.</summary>
    /// <param name="signal">Its number.</param>
    public void SendToGroup(int signal) => _ = KillCall(-Id, signal);

    /// <summary>What the system calls a signal.</summary>
    /// <param name="signal">Its number.</param>
    public static string NameOf(int signal) => Marshal.PtrToStringUTF8(SignalText(signal))?.ToLowerInvariant() ?? $"signal {signal}";

    /// <inheritdoc/>
    public void Dispose()
    {
        Input?.Dispose();
        Output.Dispose();
        Error.Dispose();
        lock (gate)
        {
            if (exit is not null) told?.Dispose();
        }
    }

    /// <summary>Takes notice of its end.</summary>
    /// <returns>Whether it has ended.</returns>
    internal bool TryReap()
    {
        lock (gate)
        {
            if (exit is not null) return true;
            int waited;
            int status;
            do
            {
                waited = WaitCall(Id, out status, AtOnce);
            }
            while (waited < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            if (waited == 0) return false;

            exit = waited < 0 ? ReadTold() : (status & 0x7f) == 0 ? (status >> 8) & 0xff : -(status & 0x7f);
        }

        ended.TrySetResult(exit.Value);
        return true;
    }

    // Nothing was told by one that was killed.
    private int ReadTold()
    {
        if (told is null) return -Signals.Kill;
        using var reader = new StreamReader(told);
        return int.TryParse(reader.ReadLine(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : -Signals.Kill;
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitCall(int id, out int status, int options);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static unsafe partial int WaitForCall(int kind, int id, byte* information, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int id, int signal);

    [LibraryImport("libc", EntryPoint = "strsignal")]
    private static partial nint SignalText(int signal);
}

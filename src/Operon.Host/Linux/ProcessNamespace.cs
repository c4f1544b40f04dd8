using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Operon.Host.Files;

namespace Operon.Host.Linux;

/// <summary>
/// A process namespace: when its first process ends by any cause, the kernel kills all others in it, at once and
/// without exception. This process stays outside, and starts others into it.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ProcessNamespace : IDisposable
{
    private const int SignalExit = 128;
    private const int FlagsField = 6;
    private const int ThreadsField = 17;
    private const int ExitField = 49;
    private const uint Exiting = 0x4;
    private const uint Signaled = 0x400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private SafeFileHandle? space;

    private ProcessNamespace(SpawnedProcess first) => First = first;

    /// <summary>The first process.</summary>
    public SpawnedProcess First { get; }

    /// <summary>
    /// The namespace's root directory as its first process sees it, as a path of this process. What is mounted there and
    /// nowhere else can be reached by it.
    /// </summary>
    public string Root => string.Create(CultureInfo.InvariantCulture, $"/proc/{First.Id}/root");

    /// <summary>Makes one.</summary>
    /// <param name="first">The first process. It sees the files that the calling thread sees.</param>
    /// <exception cref="IOException">The kernel refused, as it does when not root.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static ProcessNamespace Create(PreparedStart first) => new(NamespaceStart.Run(first, -1));

    /// <summary>Prepares for <see cref="Start"/>. Where <c>/proc</c> is that of this process.</summary>
    /// <exception cref="IOException">The first process has ended.</exception>
    public void Open()
    {
        space = Libc.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{First.Id}/ns/pid"), Libc.ReadOnly);
        if (space.IsInvalid) throw LinuxError.Last("open a process namespace");
    }

    /// <summary>Has a process begin in the namespace. It is this process's child all the same, and has a number here and another one inside.</summary>
    /// <param name="start">The program. It sees the files that the calling thread sees.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started, or the first process has ended.</exception>
    public SpawnedProcess Start(PreparedStart start)
    {
        var opened = space ?? throw new InvalidOperationException("the namespace has not been opened");
        var isHeld = false;
        try
        {
            opened.DangerousAddRef(ref isHeld);
            return NamespaceStart.Run(start, (int)opened.DangerousGetHandle());
        }
        finally
        {
            if (isHeld) opened.DangerousRelease();
        }
    }

    /// <summary>The number inside of a process that was started into the namespace; null when it is gone.</summary>
    /// <param name="process">The process.</param>
    public static int? NumberInside(SpawnedProcess process)
    {
        try
        {
            // proc(5), status: its numbers from the namespace of /proc on to its own.
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/status")).First(l => l.StartsWith("NSpid:", StringComparison.Ordinal));
            return int.Parse(line[(line.LastIndexOf('\t') + 1)..], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    /// <summary>Sends a signal to a process that goes by a number of the namespace.</summary>
    /// <param name="processId">Its number inside, above 1.</param>
    /// <param name="signal">The signal's number.</param>
    /// <returns>Whether the process was there.</returns>
    public bool TrySignal(int processId, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, 2);
        using var process = Libc.OpenHandle(FolderOf(processId), Libc.ReadOnly | Libc.Folder);
        return !process.IsInvalid && SendSignal(SendSignalCall, process, signal, 0, 0) == 0;
    }

    /// <summary>Kills a process and all that it has started, and they, as far as they have not outlived their parents. They have ended when it returns, except for one that the kernel does not let go within a second.</summary>
    /// <param name="processId">Its number inside, above 1.</param>
    /// <param name="time">The clock.</param>
    public async Task KillTreeAsync(int processId, TimeProvider time)
    {
        // What is stopped starts nothing, so that in the end all are known. One that is about to start another does that before it stops.
        List<int> tree = [processId];
        for (var known = 0; known < tree.Count;)
        {
            var found = tree[known..];
            foreach (var process in found) TrySignal(process, Signals.Stop);
            await WaitAsync(() => found.TrueForAll(IsStopped), time);
            known = tree.Count;
            tree.AddRange(ReadParents().Where(p => tree.Contains(p.Parent) && !tree.Contains(p.Process)).Select(p => p.Process).ToList());
        }

        foreach (var process in tree) TrySignal(process, Signals.Kill);
        await WaitAsync(() => tree.TrueForAll(p => FindExit(p) is { }), time);
    }

    /// <summary>How a process has ended of which nobody has taken notice yet; null while it runs.</summary>
    /// <param name="processId">Its number inside.</param>
    /// <returns>Its exit code; 128 + the number of the signal that ended it. That of SIGKILL when there is no such process.</returns>
    public int? FindExit(int processId)
    {
        if (ReadStatus(processId) is not { } status) return SignalExit + Signals.Kill;

        // The first thread has ended. Others may go on, of which one may just take its place to run another program.
        if (status[0] != "Z" || int.Parse(status[ThreadsField], CultureInfo.InvariantCulture) > 1) return null;
        var code = int.Parse(status[ExitField], CultureInfo.InvariantCulture);

        // To an ordinary user, the kernel shows 0 of a runtime that was killed before it became the program, which it may not look into.
        if (code == 0 && HasFlag(status, Signaled)) return SignalExit + Signals.Kill;
        var signal = code & 0x7f;
        return signal != 0 ? SignalExit + signal : code >> 8;
    }

    /// <summary>Whether a process has ended or cannot but end; where it is the first one of a namespace, nothing more is started in that then.</summary>
    /// <param name="processId">Its number inside.</param>
    public bool IsEnding(int processId) =>
        ReadStatus(processId) is not { } status || status[0] is "Z" or "X" || HasFlag(status, Exiting);

    /// <summary>What the kernel says of a process that goes by a number of the namespace.</summary>
    public string FolderOf(int processId) => string.Create(CultureInfo.InvariantCulture, $"{Root}/proc/{processId}");

    /// <summary>Forgets the namespace, which lasts as long as its first process.</summary>
    public void Dispose()
    {
        space?.Dispose();
        First.Dispose();
    }

    private static bool HasFlag(string[] status, uint flag) => (uint.Parse(status[FlagsField], CultureInfo.InvariantCulture) & flag) != 0;

    private IEnumerable<(int Process, int Parent)> ReadParents()
    {
        foreach (var folder in Directory.EnumerateDirectories(Root + "/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) || process < 2) continue;
            if (ReadStatus(process) is { } status) yield return (process, int.Parse(status[1], CultureInfo.InvariantCulture));
        }
    }

    // Each of its threads: the first may have stopped while another one starts a process.
    private bool IsStopped(int processId)
    {
        try
        {
            return Directory.EnumerateDirectories(FolderOf(processId) + "/task").All(t => ReadStatus(t) is not [not ("T" or "t" or "Z" or "X"), ..]);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // It is gone.
            return true;
        }
    }

    // A matter of microseconds, unless the machine is busy or what is waited for hangs in the kernel.
    private static async Task WaitAsync(Func<bool> isSo, TimeProvider time)
    {
        for (var since = time.GetTimestamp(); !isSo() && time.GetElapsedTime(since) < Patience;) await Task.Delay(Pause, time);
    }

    private string[]? ReadStatus(int processId) => ReadStatus(FolderOf(processId));

    // proc(5), stat: from the third field, the state, on.
    private static string[]? ReadStatus(string folder)
    {
        try
        {
            var said = File.ReadAllText(folder + "/stat");
            return said[(said.LastIndexOf(')') + 2)..].TrimEnd().Split(' ');
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // It is gone.
            return null;
        }
    }

    // pidfd_send_signal, which takes a folder of /proc too; the C library of Debian 12 has no function for it. One number on all processors.
    private const nint SendSignalCall = 424;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SendSignal(nint call, SafeFileHandle process, nint signal, nint information, nint flags);
}

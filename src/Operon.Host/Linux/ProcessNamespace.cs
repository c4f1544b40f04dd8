using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>
/// A process namespace: when its first process ends by any cause, the kernel kills all others in it, at once and
/// without exception. This process stays outside, and starts others into it.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ProcessNamespace : IDisposable
{
    private const int NewProcessNamespace = 0x20000000;

    private readonly SafeFileHandle outside;
    private readonly SafeFileHandle inside;

    private ProcessNamespace(SafeFileHandle outside, SafeFileHandle inside, Process first)
    {
        this.outside = outside;
        this.inside = inside;
        First = first;
    }

    /// <summary>The first process.</summary>
    public Process First { get; }

    /// <summary>
    /// The namespace's root directory as its first process sees it, as a path of this process. What is mounted there and
    /// nowhere else can be reached by it.
    /// </summary>
    public string Root => string.Create(CultureInfo.InvariantCulture, $"/proc/{First.Id}/root");

    /// <summary>
    /// Makes a namespace. This process must have started another one before: .NET begins a thread at the first, which
    /// the kernel does not allow in between.
    /// </summary>
    /// <param name="startFirst">Starts the first process, on this thread.</param>
    /// <exception cref="IOException">The kernel refused, as it does when not root.</exception>
    public static ProcessNamespace Create(Func<Process> startFirst)
    {
        var own = Libc.OpenHandle("/proc/thread-self/ns/pid", Libc.ReadOnly);
        if (own.IsInvalid) throw LinuxError.Last("open the process namespace");

        // The first process may mount another /proc at any moment.
        using var processes = Libc.OpenHandle("/proc", Libc.ReadOnly | Libc.Folder);
        Process? first = null;
        try
        {
            if (Unshare(NewProcessNamespace) != 0) throw LinuxError.Last("unshare");
            try
            {
                first = startFirst();
            }
            finally
            {
                Enter(own);
            }

            var made = Libc.OpenHandleIn(processes, $"{first.Id}/ns/pid", Libc.ReadOnly);
            if (made.IsInvalid) throw LinuxError.Last("open the process namespace");
            return new ProcessNamespace(own, made, first);
        }
        catch
        {
            first?.Kill();
            first?.Dispose();
            own.Dispose();
            throw;
        }
    }

    /// <summary>Starts a process in the namespace. Nothing else should happen in it: no thread can begin meanwhile.</summary>
    /// <param name="start">Starts it, on this thread.</param>
    /// <exception cref="IOException">The first process has ended, and with it the namespace.</exception>
    public Process Start(Func<Process> start)
    {
        Enter(inside);
        try
        {
            return start();
        }
        finally
        {
            Enter(outside);
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

    /// <summary>What the kernel says of a process that goes by a number of the namespace.</summary>
    public string FolderOf(int processId) => string.Create(CultureInfo.InvariantCulture, $"{Root}/proc/{processId}");

    /// <summary>Forgets the namespace, which lasts as long as its first process.</summary>
    public void Dispose()
    {
        First.Dispose();
        inside.Dispose();
        outside.Dispose();
    }

    private static void Enter(SafeFileHandle which)
    {
        if (SetNamespace(which, NewProcessNamespace) != 0) throw LinuxError.Last("enter the process namespace");
    }

    // pidfd_send_signal, which takes a folder of /proc too; the C library of Debian 12 has no function for it. One number on all processors.
    private const nint SendSignalCall = 424;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SendSignal(nint call, SafeFileHandle process, nint signal, nint information, nint flags);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle which, int kind);
}

using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>Takes notice of processes that end: one thread for all that were started as a <see cref="SpawnedProcess"/>.</summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe partial class EndedProcesses
{
    private const int Add = 1;
    private const uint Readable = 1;
    private const ulong ChildSignal = 1UL << (17 - 1);

    // More than struct epoll_event takes on any processor.
    private const int EventSize = 16;

    // pidfd_open, for which the C library of Debian 12 has no function. One number on all processors.
    private const nint OpenProcessCall = 434;

    private static readonly ConcurrentDictionary<SpawnedProcess, SafeFileHandle> Running = new();
    private static readonly Lazy<SafeFileHandle> Queue = new(Begin);

    /// <summary>
    /// Whether the exit codes of this process's children are taken by others: by .NET, which reaps whatever has ended where it is the first
    /// process of a machine or container, or by the kernel where whoever started this process had it ignore ends.
    /// </summary>
    public static bool AreTaken { get; } = Environment.ProcessId == 1 || (IgnoredSignals() & ChildSignal) != 0;

    /// <summary>Starts the thread, where there is none yet. It will see the files that the calling thread sees.</summary>
    public static void Prepare() => _ = Queue.Value;

    /// <summary>Has a process's end taken notice of.</summary>
    /// <param name="process">The process; it may have ended.</param>
    public static void Watch(SpawnedProcess process)
    {
        var handle = new SafeFileHandle(OpenProcess(OpenProcessCall, process.Id, 0), ownsHandle: true);
        var change = stackalloc byte[EventSize];
        *(uint*)change = Readable;
        var isAlone = handle.IsInvalid || Control(Queue.Value, Add, handle, change) != 0;

        // Not before, as whoever finds it here closes the handle. Until then the queue tells of it again and again.
        Running[process] = handle;
        if (isAlone) WatchAlone(process);
    }

    private static ulong IgnoredSignals()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("SigIgn:", StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan(line.LastIndexOf('\t') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static SafeFileHandle Begin()
    {
        var queue = new SafeFileHandle(Create(Libc.CloseOnExec), ownsHandle: true);
        if (queue.IsInvalid) throw new Win32Exception(Marshal.GetLastPInvokeError());
        new Thread(() => Notice(queue)) { IsBackground = true, Name = "ended processes" }.UnsafeStart();
        return queue;
    }

    // Kernels before 5.3 have no descriptors of processes, and there may be no descriptor left.
    private static void WatchAlone(SpawnedProcess process)
    {
        new Thread(() =>
        {
            process.Wait();
            Forget(process);
        }) { IsBackground = true, Name = "ended process" }.UnsafeStart();
    }

    private static void Notice(SafeFileHandle queue)
    {
        var happened = stackalloc byte[EventSize];
        while (true)
        {
            // Whose end it is does not matter: there are never many.
            _ = Wait(queue, happened, 1, -1);
            foreach (var process in Running.Keys)
            {
                if (process.TryReap()) Forget(process);
            }
        }
    }

    private static void Forget(SpawnedProcess process)
    {
        // The queue forgets what is closed.
        if (Running.TryRemove(process, out var handle)) handle.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle queue, int action, SafeFileHandle process, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(SafeFileHandle queue, byte* happened, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint OpenProcess(nint call, nint process, nint flags);
}

using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>
/// Network namespaces of the calling thread: each has links, addresses, routes, ports and firewall of its own. One lives as long
/// as a thread is in it or a descriptor leads to it; its links end with it.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static partial class NetworkNamespace
{
    private const int Flag = 0x40000000;

    /// <summary>Makes a namespace and takes the calling thread into it.</summary>
    /// <exception cref="IOException">The kernel refused, as it does when not root.</exception>
    public static void EnterNew()
    {
        if (Unshare(Flag) != 0) throw LinuxError.Last("make a network namespace");
    }

    /// <summary>Takes the calling thread into a namespace.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Enter(SafeFileHandle space)
    {
        if (SetNamespace(space, Flag) != 0) throw LinuxError.Last("enter a network namespace");
    }

    /// <summary>A descriptor that leads to the namespace of the calling thread.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenCurrent()
    {
        var handle = Libc.OpenHandle("/proc/thread-self/ns/net", Libc.ReadOnly);
        return handle.IsInvalid ? throw LinuxError.Last("open a network namespace") : handle;
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle space, int kind);
}

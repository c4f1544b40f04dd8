using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>Signals to processes.</summary>
[UnsupportedOSPlatform("windows")]
public static partial class Signals
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>Sends a signal.</summary>
    /// <param name="processId">The process, above 1.</param>
    /// <param name="signal">Its number.</param>
    /// <returns>Whether the process was there and may be signalled.</returns>
    public static bool TrySend(int processId, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, 2);
        return KillCall(processId, signal) == 0;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int processId, int signal);
}

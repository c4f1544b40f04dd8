using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>The end of a pipe, socket or terminal that this process writes to.</summary>
public static partial class PipeEnd
{
    private const short Error = 8;
    private const short HangUp = 16;
    private const int Interrupted = 4;
    private const int GetFlags = 3;
    private const int AccessMode = 3;

    /// <summary>Waits until nobody reads any more what is written to a descriptor.</summary>
    /// <param name="descriptor">Such as 1 for standard output.</param>
    /// <returns>False when that cannot be known; of a file it is never so.</returns>
    public static bool WaitUntilUnread(int descriptor)
    {
        if (!OperatingSystem.IsLinux()) return false;
        while (true)
        {
            var poll = new Poll { Descriptor = descriptor };
            var ready = PollOf(ref poll, 1, -1);
            if (ready < 0 && Marshal.GetLastPInvokeError() == Interrupted) continue;
            return ready == 1 && (poll.Happened & (Error | HangUp)) != 0;
        }
    }

    /// <summary>
    /// Whether a descriptor can be written to. One that whoever started the program has closed is given away as that of another file before the program
    /// can look, and that one can be read only.
    /// </summary>
    /// <param name="descriptor">Such as 1 for standard output.</param>
    public static bool IsWritable(int descriptor) => !OperatingSystem.IsLinux() || (Control(descriptor, GetFlags, 0) is var flags and >= 0 && (flags & AccessMode) != 0);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, nint argument);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollOf(ref Poll polls, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int Descriptor;
        public short Asked;
        public short Happened;
    }
}

using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>The end of a pipe, socket or terminal that this process writes to.</summary>
public static partial class PipeEnd
{
    private const short Error = 8;
    private const short HangUp = 16;
    private const int Interrupted = 4;

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

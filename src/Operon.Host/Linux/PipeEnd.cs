using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>The end of a pipe, socket or terminal that this process writes to.</summary>
public static partial class PipeEnd
{
    private const short Error = 8;
    private const short HangUp = 16;
    private const int GetFlags = 3;
    private const int AccessMode = 3;

    /// <summary>Waits until nobody reads any more what is written to a descriptor.</summary>
    /// <param name="descriptor">Such as 1 for standard output.</param>
    /// <returns>False when that cannot be known; of a file it is never so.</returns>
    public static unsafe bool WaitUntilUnread(int descriptor)
    {
        if (!OperatingSystem.IsLinux()) return false;
        while (true)
        {
            var poll = new Libc.Polled { Descriptor = descriptor };
            var ready = Libc.Poll(&poll, 1, -1);
            if (ready < 0 && Marshal.GetLastPInvokeError() == Libc.InterruptedError) continue;
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
}

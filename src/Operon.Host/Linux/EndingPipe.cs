using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>
/// The output of a process that may leave others behind which keep its pipe open: it is at its end when all is read that was in
/// the pipe when the process ended.
/// </summary>
/// <param name="pipe">The pipe.</param>
/// <param name="ended">Is cancelled when the process has ended.</param>
[UnsupportedOSPlatform("windows")]
public sealed partial class EndingPipe(PipeStream pipe, CancellationToken ended)
{
    private const nuint Count = 0x541B;
    private int? left;

    /// <summary>Reads at least a byte, or 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (left is null)
        {
            try
            {
                return await pipe.ReadAsync(buffer, ended);
            }
            catch (OperationCanceledException)
            {
                left = Control(pipe.SafePipeHandle, Count, out var there) == 0 ? there : throw LinuxError.Last("look into a pipe");
            }
        }

        if (left == 0) return 0;
        var read = await pipe.ReadAsync(buffer[..Math.Min(buffer.Length, left.Value)], CancellationToken.None);
        left = read == 0 ? 0 : left - read;
        return read;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeHandle pipe, nuint command, out int count);
}

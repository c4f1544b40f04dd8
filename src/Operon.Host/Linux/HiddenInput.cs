using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>While it lives, the terminal that is standard input does not show what is typed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed unsafe partial class HiddenInput : IDisposable
{
    private const int StandardInput = 0;

    // struct termios of the C library: 60 bytes, the local flags are the fourth of its words.
    private const int Size = 64;
    private const int LocalFlags = 12;
    private const uint Echo = 0x8;
    private const int AfterOutput = 1;

    private readonly byte[] before;

    private HiddenInput(byte[] before) => this.before = before;

    /// <summary>Begins; null when standard input is no terminal.</summary>
    public static HiddenInput? Begin()
    {
        var settings = new byte[Size];
        fixed (byte* at = settings)
        {
            if (Get(StandardInput, at) != 0) return null;
            var shown = (byte[])settings.Clone();
            *(uint*)(at + LocalFlags) &= ~Echo;
            return Set(StandardInput, AfterOutput, at) == 0 ? new HiddenInput(shown) : null;
        }
    }

    /// <summary>Shows again what is typed.</summary>
    public void Dispose()
    {
        fixed (byte* at = before) _ = Set(StandardInput, AfterOutput, at);
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int Get(int file, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int Set(int file, int when, byte* settings);
}

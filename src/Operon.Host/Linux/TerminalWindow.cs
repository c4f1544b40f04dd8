using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>What the terminal behind a standard stream looks like. Asked of the kernel alone: the console of .NET would change the terminal's settings.</summary>
public static partial class TerminalWindow
{
    private const int DefaultColumns = 80;
    private const int DefaultLines = 24;
    private const int Most = 10_000;
    private const nuint GetWindowSize = 0x5413;

    /// <summary>Whether a descriptor, such as 1 for standard output, is a terminal.</summary>
    public static bool IsTerminal(int descriptor) => OperatingSystem.IsLinux() && IsTerminalOf(descriptor) == 1;

    /// <summary>Its columns and lines now; 80 and 24 where it does not say.</summary>
    public static (int Columns, int Lines) Size(int descriptor)
    {
        if (!OperatingSystem.IsLinux() || Control(descriptor, GetWindowSize, out var size) != 0) return (DefaultColumns, DefaultLines);
        return (size.Columns == 0 ? DefaultColumns : Math.Min((int)size.Columns, Most), size.Lines == 0 ? DefaultLines : Math.Min((int)size.Lines, Most));
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminalOf(int descriptor);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, out WindowSize size);

    /// <summary><c>struct winsize</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Lines;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}

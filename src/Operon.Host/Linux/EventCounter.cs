using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>Counts what the kernel has been asked to tell of (<c>eventfd</c>).</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class EventCounter : IDisposable
{
    private const int NonBlocking = 0x800;

    private readonly SafeFileHandle counter = new(Create(0, NonBlocking | Libc.CloseOnExec), ownsHandle: true);

    /// <summary>Has a control group of the first version tell of something.</summary>
    /// <param name="group">The folder of the group.</param>
    /// <param name="file">The file in it that stands for what to tell.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Watch(string group, string file)
    {
        using var watched = File.OpenHandle($"{group}/{file}");
        File.WriteAllText($"{group}/cgroup.event_control", $"{counter.DangerousGetHandle()} {watched.DangerousGetHandle()}");
    }

    /// <summary>Is readable when something was told since the last call of <see cref="Take"/>.</summary>
    internal SafeFileHandle Handle => counter;

    /// <summary>Tells it once.</summary>
    public void Add()
    {
        ulong once = 1;
        _ = Write(counter, ref once, sizeof(ulong));
    }

    /// <summary>How often it was told since the last call.</summary>
    public ulong Take() => Read(counter, out var count, sizeof(ulong)) == sizeof(ulong) ? count : 0;

    /// <inheritdoc/>
    public void Dispose() => counter.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int Create(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle counter, ref ulong count, nint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle counter, out ulong count, nint length);
}

using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>Owners, hard links, device nodes and extended attributes of files. No call follows a link at the end of a path.</summary>
[UnsupportedOSPlatform("windows")]
public static partial class FileOwnership
{
    private const uint CharacterDevice = 0x2000;
    private const uint BlockDevice = 0x6000;
    private const uint Fifo = 0x1000;

    /// <summary>Sets user and group by number.</summary>
    /// <exception cref="IOException">Not root, or no such file.</exception>
    public static void Set(string path, int user, int group)
    {
        if (ChangeOwner(path, user, group) != 0) throw LinuxError.Last($"change the owner of {path}");
    }

    /// <summary>Gives a file a second name.</summary>
    /// <exception cref="IOException">The name is taken, the file missing or a directory, or on another file system.</exception>
    public static void HardLink(string existing, string name)
    {
        if (LinkCall(existing, name) != 0) throw LinuxError.Last($"link {name} to {existing}");
    }

    /// <summary>Makes a character or block device node.</summary>
    /// <exception cref="IOException">Not root, or the name is taken.</exception>
    public static void MakeDevice(string path, bool block, int major, int minor)
    {
        var (high, low) = ((ulong)(uint)major, (ulong)(uint)minor);
        var number = (low & 0xff) | ((high & 0xfff) << 8) | ((low & ~0xffUL) << 12) | ((high & ~0xfffUL) << 32);
        if (MakeNode(path, block ? BlockDevice : CharacterDevice, number) != 0) throw LinuxError.Last($"make device {path}");
    }

    /// <summary>Makes a named pipe.</summary>
    /// <exception cref="IOException">The name is taken.</exception>
    public static void MakePipe(string path)
    {
        if (MakeNode(path, Fifo, 0) != 0) throw LinuxError.Last($"make pipe {path}");
    }

    /// <summary>Sets an extended attribute.</summary>
    /// <exception cref="IOException">The file system does not keep it, or not root.</exception>
    public static void SetAttribute(string path, string name, ReadOnlySpan<byte> value)
    {
        if (SetAttributeCall(path, name, value, (nuint)value.Length, 0) != 0) throw LinuxError.Last($"set attribute {name} of {path}");
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkCall(string existing, string name);

    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeNode(string path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "lsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttributeCall(string path, string name, ReadOnlySpan<byte> value, nuint size, int flags);
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>
/// Fills a directory with what an archive of somebody else says. Names are bytes. All is done relative to one entered directory, to
/// which the kernel lets no link lead (<c>openat2</c>, Linux 5.6), so nothing outside of the root is touched. One thread at a time.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed unsafe partial class TreeWriter : IDisposable
{
    private const int WriteOnly = 1;
    private const int Exclusive = 0x80;
    private const int NoFollowLinks = 0x100;
    private const ulong Inside = 0x08 | 0x04 | 0x02;
    private const int NotAFolderError = 20;
    private const int NotPermittedError = 1;
    private const int LoopError = 40;
    private const int AlreadyThereError = 17;
    private const int NameTooLongError = 36;
    private const int LongestName = 255;
    private const uint NewFile = 0b110_000_000;
    private const uint NewFolder = 0b111_101_101;
    private const uint CharacterDevice = 0x2000;
    private const uint BlockDevice = 0x6000;
    private const uint Pipe = 0x1000;

    private readonly int root;
    private byte[]? enteredPath = [];
    private int entered;

    private TreeWriter(int root) => entered = this.root = root;

    /// <summary>Opens the directory to fill, which nobody else may write to.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static TreeWriter Open(string root)
    {
        var handle = Libc.Open(root, Libc.ReadOnly | Libc.Folder | Libc.CloseOnExec, 0);
        return handle < 0 ? throw LinuxError.Last($"open {root}") : new TreeWriter(handle);
    }

    /// <summary>Enters a directory; the names that follow are names in it.</summary>
    /// <param name="folder">Relative to the root, in normal form; empty is the root.</param>
    /// <returns>Whether it is one and no link is on the way.</returns>
    /// <exception cref="IOException">Another reason, such as too long a name.</exception>
    public bool TryEnter(ReadOnlySpan<byte> folder)
    {
        if (enteredPath is not null && folder.SequenceEqual(enteredPath)) return true;
        var handle = folder.IsEmpty ? root : OpenInside(folder);
        if (handle < 0) return false;
        Leave();
        (entered, enteredPath) = (handle, folder.ToArray());
        return true;
    }

    /// <summary>What a name is.</summary>
    public TreeEntryKind Look(ReadOnlySpan<byte> name)
    {
        var buffer = stackalloc byte[LongestName + 1];
        var status = stackalloc byte[256];
        if (Status(entered, Terminated(name, buffer), NoFollowLinks, 1, status) != 0) return Marshal.GetLastPInvokeError() == Libc.NoEntryError ? TreeEntryKind.Missing : throw LinuxError.Last("look at a file");
        var device = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(status + 128, 8));
        return (BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(status + 28, 2)) & 0xF000) switch
        {
            0x4000 => TreeEntryKind.Folder,
            0x2000 when device == 0 => TreeEntryKind.Whiteout,
            _ => TreeEntryKind.Other,
        };
    }

    /// <summary>Makes a directory with mode 0755.</summary>
    public void MakeFolder(ReadOnlySpan<byte> name)
    {
        var buffer = stackalloc byte[LongestName + 1];
        if (MakeFolderCall(entered, Terminated(name, buffer), NewFolder) != 0) throw Failure("make the directory", name);

        // The umask may have taken bits away.
        if (ChangeMode(entered, buffer, NewFolder, 0) != 0) throw Failure("set the mode of", name);
    }

    /// <summary>Makes a file.</summary>
    /// <returns>It, open for writing; null when the name is taken.</returns>
    public TreeFile? TryMakeFile(ReadOnlySpan<byte> name)
    {
        var buffer = stackalloc byte[LongestName + 1];
        var handle = OpenAt(entered, Terminated(name, buffer), WriteOnly | Libc.Create | Exclusive | Libc.NoFollow | Libc.CloseOnExec, NewFile);
        if (handle >= 0) return new TreeFile(handle);
        return Marshal.GetLastPInvokeError() == AlreadyThereError ? null : throw Failure("make the file", name);
    }

    /// <summary>Makes a symbolic link; where it leads is not looked at.</summary>
    public void MakeLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, TreeAttributes attributes)
    {
        var buffer = stackalloc byte[LongestName + 1];
        fixed (byte* to = (byte[])[.. target, 0])
        {
            if (LinkTo(to, entered, Terminated(name, buffer)) != 0) throw Failure("make the link", name);
        }

        Set(name, buffer, attributes, hasMode: false);
    }

    /// <summary>Gives a file another name.</summary>
    /// <param name="folder">Where the file is, relative to the root.</param>
    /// <param name="existing">Its name there.</param>
    /// <param name="name">The name here.</param>
    /// <returns>False when there is no such file, or it is a directory, or links are on the way.</returns>
    public bool TryMakeHardLink(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> existing, ReadOnlySpan<byte> name)
    {
        var source = folder.IsEmpty ? root : OpenInside(folder);
        if (source < 0) return false;
        try
        {
            var from = stackalloc byte[LongestName + 1];
            var to = stackalloc byte[LongestName + 1];
            if (HardLink(source, Terminated(existing, from), entered, Terminated(name, to), 0) == 0) return true;

            // Directories are refused with EPERM.
            return Marshal.GetLastPInvokeError() is Libc.NoEntryError or NotPermittedError ? false : throw Failure("link", name);
        }
        finally
        {
            if (source != root) _ = Close(source);
        }
    }

    /// <summary>Makes a device node.</summary>
    public void MakeDevice(ReadOnlySpan<byte> name, bool block, uint major, uint minor, TreeAttributes attributes)
    {
        var (high, low) = ((ulong)major, (ulong)minor);
        MakeNode(name, block ? BlockDevice : CharacterDevice, (low & 0xff) | ((high & 0xfff) << 8) | ((low & ~0xffUL) << 12) | ((high & ~0xfffUL) << 32), attributes);
    }

    /// <summary>Makes what hides a name of lower layers.</summary>
    public void MakeWhiteout(ReadOnlySpan<byte> name) => MakeNode(name, CharacterDevice, 0, default);

    /// <summary>Makes a named pipe.</summary>
    public void MakePipe(ReadOnlySpan<byte> name, TreeAttributes attributes) => MakeNode(name, Pipe, 0, attributes);

    /// <summary>Removes a name, with all that is in it.</summary>
    public void Remove(ReadOnlySpan<byte> name, TreeEntryKind kind)
    {
        var buffer = stackalloc byte[LongestName + 1];
        if (kind == TreeEntryKind.Folder) FolderTree.Remove(entered, Terminated(name, buffer));
        else if (Unlink(entered, Terminated(name, buffer), 0) != 0) throw Failure("remove", name);
    }

    /// <summary>Opens a directory to set its attributes.</summary>
    /// <param name="folder">Relative to the root; empty is the root.</param>
    /// <returns>Null when it is no directory.</returns>
    public TreeFile? OpenFolder(ReadOnlySpan<byte> folder)
    {
        var handle = OpenInside(folder.IsEmpty ? "."u8 : folder);
        return handle < 0 ? null : new TreeFile(handle);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        _ = Close(root);
    }

    private void Leave()
    {
        if (entered != root) _ = Close(entered);
        (entered, enteredPath) = (root, []);
    }

    private int OpenInside(ReadOnlySpan<byte> folder)
    {
        fixed (byte* path = (byte[])[.. folder, 0])
        {
            var handle = RootedFile.Open(root, path, Libc.ReadOnly | Libc.Folder, Inside);
            if (handle >= 0) return handle;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Libc.NoEntryError or NotAFolderError or LoopError => -1,
            _ => throw Failure("open the directory", folder),
        };
    }

    private void MakeNode(ReadOnlySpan<byte> name, uint kind, ulong device, TreeAttributes attributes)
    {
        var buffer = stackalloc byte[LongestName + 1];
        if (MakeNodeCall(entered, Terminated(name, buffer), kind, device) != 0) throw Failure("make", name);
        if (kind != CharacterDevice || device != 0) Set(name, buffer, attributes, hasMode: true);
    }

    private void Set(ReadOnlySpan<byte> name, byte* path, TreeAttributes attributes, bool hasMode)
    {
        if (ChangeOwner(entered, path, attributes.User, attributes.Group, NoFollowLinks) != 0) throw Failure("change the owner of", name);
        if (hasMode && ChangeMode(entered, path, attributes.Mode, 0) != 0) throw Failure("set the mode of", name);
        var times = stackalloc long[4] { attributes.Seconds, attributes.Nanoseconds, attributes.Seconds, attributes.Nanoseconds };
        if (SetTimes(entered, path, times, NoFollowLinks) != 0) throw Failure("set the time of", name);
    }

    private static byte* Terminated(ReadOnlySpan<byte> name, byte* buffer)
    {
        if (name.Length > LongestName) throw new IOException($"the name {Shown(name)} is longer than {LongestName} bytes", NameTooLongError);
        name.CopyTo(new Span<byte>(buffer, LongestName));
        buffer[name.Length] = 0;
        return buffer;
    }

    private static IOException Failure(string what, ReadOnlySpan<byte> name) => LinuxError.Last($"{what} {Shown(name)}");

    private static string Shown(ReadOnlySpan<byte> name) => System.Text.Encoding.UTF8.GetString(name);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, byte* name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Status(int folder, byte* name, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MakeFolderCall(int folder, byte* name, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int LinkTo(byte* target, int folder, byte* name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static partial int HardLink(int fromFolder, byte* from, int toFolder, byte* to, int flags);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true)]
    private static partial int MakeNodeCall(int folder, byte* name, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int Unlink(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    private static partial int ChangeOwner(int folder, byte* name, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int ChangeMode(int folder, byte* name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    private static partial int SetTimes(int folder, byte* name, long* times, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}

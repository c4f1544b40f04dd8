using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>
/// Removes folders that programs of others have filled: names may be any bytes, and the tree may be deeper than the longest
/// path, neither of which .NET's own removal can deal with. No link is followed.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static unsafe partial class FolderTree
{
    private const int AtWorkingDirectory = -100;
    private const int RemoveFolder = 0x200;
    private const int IsFolderError = 21;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;
    private const byte FolderType = 4;

    /// <summary>How many folders are open at once; what lies deeper is moved up first.</summary>
    private const int DeepestOpen = 64;

    /// <summary>Removes a folder and all that is in it.</summary>
    /// <param name="path">The folder; nothing happens when it is not there.</param>
    /// <exception cref="IOException">Something in it cannot be removed; what could be is gone.</exception>
    public static void Remove(string path)
    {
        if (!Directory.Exists(path)) return;
        fixed (byte* name = ToNative(path)) Remove(AtWorkingDirectory, name);
    }

    /// <summary>Removes a folder and all that is in it.</summary>
    /// <param name="parent">An open folder.</param>
    /// <param name="name">Its name there.</param>
    internal static void Remove(int parent, byte* name)
    {
        var root = Enter(parent, name);
        if (root < 0) throw LinuxError.Last($"open {Marshal.PtrToStringUTF8((nint)name)}");
        try
        {
            var moved = true;
            while (moved)
            {
                // What was moved up may only be met by another look.
                moved = false;
                Empty(root, root, 0, ref moved);
            }
        }
        finally
        {
            _ = Close(root);
        }

        if (Unlink(parent, name, RemoveFolder) != 0 && Marshal.GetLastPInvokeError() != Libc.NoEntryError) throw LinuxError.Last($"remove {Marshal.PtrToStringUTF8((nint)name)}");
    }

    private static void Empty(int root, int folder, int depth, ref bool moved)
    {
        // Closed with the list.
        var listed = Enter(folder, "."u8);
        var list = listed < 0 ? 0 : OpenList(listed);
        if (list == 0) throw LinuxError.Last("list a folder");
        try
        {
            while (Next(list) is var entry && entry != null)
            {
                var name = entry + NameOffset;
                if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0))) continue;
                if (entry[TypeOffset] != FolderType && TryRemoveFile(folder, name)) continue;
                if (depth < DeepestOpen) RemoveInner(root, folder, name, depth, ref moved);
                else MoveUp(root, folder, name, ref moved);
            }
        }
        finally
        {
            _ = CloseList(list);
        }
    }

    private static bool TryRemoveFile(int folder, byte* name)
    {
        if (Unlink(folder, name, 0) == 0) return true;
        return Marshal.GetLastPInvokeError() switch
        {
            Libc.NoEntryError => true,
            IsFolderError => false,
            _ => throw LinuxError.Last($"remove {Marshal.PtrToStringUTF8((nint)name)}"),
        };
    }

    private static void RemoveInner(int root, int folder, byte* name, int depth, ref bool moved)
    {
        var inner = Enter(folder, name);
        if (inner < 0) throw LinuxError.Last($"open {Marshal.PtrToStringUTF8((nint)name)}");
        try
        {
            Empty(root, inner, depth + 1, ref moved);
        }
        finally
        {
            _ = Close(inner);
        }

        if (Unlink(folder, name, RemoveFolder) != 0 && Marshal.GetLastPInvokeError() != Libc.NoEntryError) throw LinuxError.Last($"remove {Marshal.PtrToStringUTF8((nint)name)}");
    }

    private static void MoveUp(int root, int folder, byte* name, ref bool moved)
    {
        fixed (byte* top = ToNative($"moved-{Guid.NewGuid():N}"))
        {
            if (Rename(folder, name, root, top) != 0) throw LinuxError.Last($"move {Marshal.PtrToStringUTF8((nint)name)}");
        }

        moved = true;
    }

    private static int Enter(int folder, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name) return Enter(folder, text);
    }

    private static int Enter(int folder, byte* name) => Open(folder, name, Libc.ReadOnly | Libc.Folder | Libc.NoFollow | Libc.CloseOnExec);

    private static byte[] ToNative(string text) => System.Text.Encoding.UTF8.GetBytes(text + '\0');

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int Open(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int Unlink(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int Rename(int fromFolder, byte* from, int toFolder, byte* to);

    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    private static partial nint OpenList(int folder);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial byte* Next(nint list);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseList(nint list);
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>What a path leads to, links followed. Unlike <see cref="FileAttributes"/> it tells sockets, pipes and devices from files.</summary>
[UnsupportedOSPlatform("windows")]
public static partial class FileStatus
{
    private const int AtWorkingDirectory = -100;
    private const uint TypeMask = 1;
    private const uint StampMask = 0x80 | 0x100 | 0x200;
    private const int NoFollow = 0x100;
    private const uint OwnerAndModeMask = 1 | 2 | 8;
    private const int UserOffset = 20;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int SizeOffset = 40;
    private const int ChangeOffset = 96;
    private const int DeviceOffset = 128;
    private const int Size = 256;

    /// <summary>What is there; <see cref="FileKind.None"/> also for a path that cannot be looked at.</summary>
    /// <param name="path">May hold anything but a zero byte, for which the answer is <see cref="FileKind.None"/>.</param>
    public static FileKind Find(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) return FileKind.None;
        Span<byte> status = stackalloc byte[Size];
        if (StatX(AtWorkingDirectory, path, 0, TypeMask, ref MemoryMarshal.GetReference(status)) != 0) return FileKind.None;
        return (BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]) & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Directory,
            0xC000 => FileKind.Socket,
            _ => FileKind.Other,
        };
    }

    /// <summary>The inode, the size in bytes and the time of the last change; null when there is nothing or it cannot be looked at.</summary>
    /// <param name="path">May hold anything but a zero byte, for which the answer is null.</param>
    public static (ulong Inode, long Size, DateTimeOffset Changed)? Stamp(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) return null;
        Span<byte> status = stackalloc byte[Size];
        if (StatX(AtWorkingDirectory, path, 0, StampMask, ref MemoryMarshal.GetReference(status)) != 0) return null;
        var seconds = BinaryPrimitives.ReadInt64LittleEndian(status[ChangeOffset..]);
        var nanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(status[(ChangeOffset + 8)..]);
        return (
            BinaryPrimitives.ReadUInt64LittleEndian(status[InodeOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(status[SizeOffset..]),
            DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100));
    }

    /// <summary>Why a path is not a directory that this user alone can reach; null when it is. A link is none.</summary>
    public static string? WhyNotPrivate(string path)
    {
        Span<byte> status = stackalloc byte[Size];
        if (StatX(AtWorkingDirectory, path, NoFollow, OwnerAndModeMask, ref MemoryMarshal.GetReference(status)) != 0) return "it cannot be looked at";
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]);
        if ((mode & 0xF000) == 0xA000) return "it is a link";
        if ((mode & 0xF000) != 0x4000) return "it is not a folder";
        if (BinaryPrimitives.ReadUInt32LittleEndian(status[UserOffset..]) != Libc.EffectiveUser()) return "it belongs to another user";
        return (mode & 0b111_111) != 0 ? "other users can reach it" : null;
    }

    /// <summary>What a device node stands for, and its permissions; null for anything else.</summary>
    public static (bool IsBlock, uint Major, uint Minor, int Mode)? FindDevice(string path)
    {
        Span<byte> status = stackalloc byte[Size];
        if (StatX(AtWorkingDirectory, path, NoFollow, OwnerAndModeMask, ref MemoryMarshal.GetReference(status)) != 0) return null;
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]);
        return (mode & 0xF000) is 0x2000 or 0x6000
            ? ((mode & 0xF000) == 0x6000, BinaryPrimitives.ReadUInt32LittleEndian(status[DeviceOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(status[(DeviceOffset + 4)..]), mode & 0xFFF)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, ref byte status);
}

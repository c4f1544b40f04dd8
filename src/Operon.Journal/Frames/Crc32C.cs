using System.Buffers.Binary;
using System.Numerics;

namespace Operon.Journal.Frames;

/// <summary>CRC-32C (Castagnoli), the check that processors compute by themselves.</summary>
public static class Crc32C
{
    /// <summary>The check of these bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Continue(~0u, bytes);

    /// <summary>The check of two parts as if they were one.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Continue(Continue(~0u, first), second);

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}

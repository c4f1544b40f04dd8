using System.Buffers.Binary;
using System.IO.Compression;

namespace Operon.Git.Objects;

/// <summary>Objects as they lie in files: in the format of zlib (RFC 1950).</summary>
internal static class ObjectCompression
{
    private const int MostStored = 4_000;

    /// <summary>
    /// Writes one. What takes one block of a disk however it is packed is only wrapped up (RFC 1951, a stored block): preparing to compress costs
    /// more than all else about a small object.
    /// </summary>
    public static void Write(MemoryStream packed, byte[] content)
    {
        if (content.Length > MostStored)
        {
            using var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            zip.Write(content);
            return;
        }

        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(number[sizeof(ushort)..], (ushort)~content.Length);
        packed.Write([0x78, 0x01, 1]);
        packed.Write(number);
        packed.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, SumOf(content));
        packed.Write(number);
    }

    // Adler-32, which cannot overflow in so few bytes.
    private static uint SumOf(ReadOnlySpan<byte> content)
    {
        const uint Modulus = 65_521;
        uint sum = 1;
        uint sums = 0;
        foreach (var value in content)
        {
            sum += value;
            sums += sum;
        }

        return ((sums % Modulus) << 16) | (sum % Modulus);
    }
}

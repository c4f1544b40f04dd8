using System.Buffers.Binary;
using Operon.Journal.Frames;

namespace Operon.Journal.Outputs;

/// <summary>
/// The file that leads from a line to its place: entry i tells how many line feeds the first (i + 1) MiB hold.
/// Derived: what is missing or does not match its check is counted again. See docs/formats/run-folder.md.
/// </summary>
internal static class LineIndex
{
    public const int Stride = 1 << 20;
    public const int EntryLength = 12;

    public static void Write(Span<byte> entry, long index, long lineFeeds)
    {
        BinaryPrimitives.WriteInt64LittleEndian(entry, lineFeeds);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], Check(entry, index));
    }

    /// <summary>The line feeds an entry tells of; -1 when it is not intact.</summary>
    public static long Read(ReadOnlySpan<byte> entry, long index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]) == Check(entry, index) ? BinaryPrimitives.ReadInt64LittleEndian(entry) : -1;

    private static uint Check(ReadOnlySpan<byte> entry, long index)
    {
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(place, index);
        return Crc32C.Of(place, entry[..8]);
    }
}

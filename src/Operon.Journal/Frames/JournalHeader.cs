using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Journal.Frames;

/// <summary>The first bytes of <c>events</c>: what it is, how it is written, of which run. See docs/formats/run-folder.md.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Length">How many bytes the header takes; the first frame follows.</param>
internal sealed record JournalHeader(string RunId, int Length)
{
    public const int MaxRunIdLength = 255;
    public const ushort Version = 1;

    private const int FixedLength = 12;
    private const int CheckLength = 4;

    // As in PNG: a byte that is not text, the name, and line ends, so that a copy made as text is recognised.
    private static ReadOnlySpan<byte> Magic => [0x8A, (byte)'O', (byte)'P', (byte)'R', (byte)'J', 0x0D, 0x0A, 0x1A];

    public static byte[] Encode(string runId)
    {
        var id = Encoding.UTF8.GetBytes(runId);
        if (id.Length is 0 or > MaxRunIdLength) throw new ArgumentException($"a run id has 1 to {MaxRunIdLength} bytes", nameof(runId));
        var header = new byte[FixedLength + id.Length + CheckLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(10), (ushort)id.Length);
        id.CopyTo(header, FixedLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(FixedLength + id.Length), Crc32C.Of(header.AsSpan(0, FixedLength + id.Length)));
        return header;
    }

    public static Result<JournalHeader> Read(SafeFileHandle file, string folder)
    {
        Span<byte> bytes = stackalloc byte[FixedLength + MaxRunIdLength + CheckLength];
        bytes = bytes[..RandomAccess.Read(file, bytes, 0)];
        if (bytes.Length < FixedLength || !bytes.StartsWith(Magic)) return NotOne(folder, "its file \"events\" does not begin as a journal does");

        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version > Version)
        {
            return new Diagnostic(JournalRules.NewerFormat, $"{folder} has format {version}, this program reads up to {Version}") { Fix = "read it with a newer Operon" };
        }

        var idLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        var checkedLength = FixedLength + idLength;
        if (idLength > MaxRunIdLength || bytes.Length < checkedLength + CheckLength
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[checkedLength..]) != Crc32C.Of(bytes[..checkedLength]))
        {
            return NotOne(folder, "the header of its file \"events\" is damaged");
        }

        return new JournalHeader(Encoding.UTF8.GetString(bytes[FixedLength..checkedLength]), checkedLength + CheckLength);
    }

    private static Diagnostic NotOne(string folder, string why) => new(JournalRules.NotARunFolder, $"{folder} is not a run folder: {why}");
}

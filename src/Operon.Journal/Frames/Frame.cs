using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Operon.Journal.Frames;

/// <summary>How a frame is laid out: length, check, kind, and what the kind asks for. See docs/formats/run-folder.md.</summary>
internal static class Frame
{
    /// <summary>Length and check, before the body.</summary>
    public const int PrefixLength = 8;

    public const byte EpochKind = 1;
    public const byte EventKind = 2;

    /// <summary>Kind, number, timestamp.</summary>
    public const int EventHeadLength = 1 + 8 + 8;

    /// <summary>Kind, epoch, next number, timestamp.</summary>
    public const int EpochHeadLength = 1 + 4 + 8 + 8;

    public const int MaxPayload = 16 << 20;
    public const int MaxBody = EventHeadLength + MaxPayload;

    public static void WriteEvent(IBufferWriter<byte> to, long number, long unixNanoseconds, ReadOnlySpan<byte> payload)
    {
        var frame = Begin(to, EventHeadLength + payload.Length);
        var body = frame[PrefixLength..];
        body[0] = EventKind;
        BinaryPrimitives.WriteInt64LittleEndian(body[1..], number);
        BinaryPrimitives.WriteInt64LittleEndian(body[9..], unixNanoseconds);
        payload.CopyTo(body[EventHeadLength..]);
        End(to, frame);
    }

    public static void WriteEpoch(IBufferWriter<byte> to, int epoch, long nextNumber, long unixNanoseconds, string owner)
    {
        var frame = Begin(to, EpochHeadLength + Encoding.UTF8.GetByteCount(owner));
        var body = frame[PrefixLength..];
        body[0] = EpochKind;
        BinaryPrimitives.WriteInt32LittleEndian(body[1..], epoch);
        BinaryPrimitives.WriteInt64LittleEndian(body[5..], nextNumber);
        BinaryPrimitives.WriteInt64LittleEndian(body[13..], unixNanoseconds);
        Encoding.UTF8.GetBytes(owner, body[EpochHeadLength..]);
        End(to, frame);
    }

    /// <summary>How long the body is that follows a prefix; 0 when no frame begins so.</summary>
    public static int BodyLength(ReadOnlySpan<byte> prefix)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        return length <= MaxBody ? (int)length : 0;
    }

    /// <summary>Whether a whole frame, prefix and body, is as it was written.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Crc32C.Of(frame[..4], frame[PrefixLength..]);

    private static Span<byte> Begin(IBufferWriter<byte> to, int bodyLength)
    {
        var frame = to.GetSpan(PrefixLength + bodyLength)[..(PrefixLength + bodyLength)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, bodyLength);
        return frame;
    }

    private static void End(IBufferWriter<byte> to, Span<byte> frame)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Of(frame[..4], frame[PrefixLength..]));
        to.Advance(frame.Length);
    }
}

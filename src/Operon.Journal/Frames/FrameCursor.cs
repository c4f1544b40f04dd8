using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Operon.Journal.Frames;

/// <summary>
/// Goes through the frames of a file that may be growing. Stops before the first that is not whole; the next attempt
/// looks at the file anew, since the rest may have come or the torn tail may have been replaced.
/// </summary>
/// <param name="file">The journal.</param>
/// <param name="start">Where to begin.</param>
/// <param name="reuse">Whether what an event holds may be overwritten when the next is asked for.</param>
internal sealed class FrameCursor(SafeFileHandle file, JournalPosition start, bool reuse = false)
{
    private const int ChunkLength = 64 << 10;

    private byte[] buffer = [];
    private ReadOnlyMemory<byte> chunk;
    private JournalPosition position = start;

    /// <summary>Where the next frame begins, and what is expected there.</summary>
    public JournalPosition Position => position;

    /// <summary>The next event, if it is all there.</summary>
    public bool TryNext(out JournalEntry entry)
    {
        while (TryFrame(out var frame))
        {
            var body = frame[Frame.PrefixLength..].Span;
            switch (body[0])
            {
                case Frame.EventKind when body.Length >= Frame.EventHeadLength && BinaryPrimitives.ReadInt64LittleEndian(body[1..]) == position.NextNumber:
                    entry = new JournalEntry(
                        position.NextNumber,
                        BinaryPrimitives.ReadInt64LittleEndian(body[9..]),
                        position.Epoch,
                        frame[(Frame.PrefixLength + Frame.EventHeadLength)..]);
                    Pass(frame.Length, position with { NextNumber = position.NextNumber + 1 });
                    return true;

                case Frame.EpochKind when body.Length >= Frame.EpochHeadLength
                        && BinaryPrimitives.ReadInt32LittleEndian(body[1..]) == position.Epoch + 1
                        && BinaryPrimitives.ReadInt64LittleEndian(body[5..]) == position.NextNumber:
                    Pass(frame.Length, position with { Epoch = position.Epoch + 1 });
                    break;

                case Frame.EventKind or Frame.EpochKind:
                    entry = default;
                    return false;

                default:
                    // A kind that this version does not know and that its writer held to be no obstacle.
                    Pass(frame.Length, position);
                    break;
            }
        }

        entry = default;
        return false;
    }

    private void Pass(int length, JournalPosition next)
    {
        chunk = chunk[length..];
        position = next with { Offset = position.Offset + length };
    }

    private bool TryFrame(out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        var missing = Missing(chunk.Span);
        if (missing > 0 && !Load(missing)) return false;

        var length = Frame.PrefixLength + Frame.BodyLength(chunk.Span);
        frame = chunk[..length];
        if (length > Frame.PrefixLength && Frame.IsIntact(frame.Span)) return true;

        chunk = default;
        return false;
    }

    /// <summary>How many bytes have to be there at least; 0 when the chunk begins with a whole frame, or with what is none.</summary>
    private static int Missing(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Frame.PrefixLength) return Frame.PrefixLength + 1;
        var length = Frame.PrefixLength + Frame.BodyLength(bytes);
        return bytes.Length < length ? length : 0;
    }

    /// <summary>Fills the chunk from the position on until it begins with a whole frame; false when the file ends before.</summary>
    private bool Load(int needed)
    {
        while (needed > 0)
        {
            // Asking for the length first keeps an idle follower from taking memory, and a torn length from taking much.
            var available = RandomAccess.GetLength(file) - position.Offset;
            if (available < needed)
            {
                chunk = default;
                return false;
            }

            // Payloads handed out are parts of the old array.
            var length = (int)Math.Min(available, Math.Max(needed, ChunkLength));
            if (!reuse || buffer.Length < length) buffer = GC.AllocateUninitializedArray<byte>(length);
            var read = 0;
            while (read < length)
            {
                var got = RandomAccess.Read(file, buffer.AsSpan(read, length - read), position.Offset + read);
                if (got == 0) break;
                read += got;
            }

            chunk = buffer.AsMemory(0, read);
            var next = Missing(chunk.Span);
            if (next > 0 && read < needed)
            {
                chunk = default;
                return false;
            }

            needed = next;
        }

        return true;
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Operon.Containers.Networking.Names;

/// <summary>Writes replies of the name server.</summary>
internal static class NameReply
{
    private const byte IsReply = 0x80;
    private const byte IsOwn = 0x04;
    private const byte RecursionAsked = 0x01;
    private const byte RecursionOffered = 0x80;

    // What is true now may not be so a moment later.
    private static ReadOnlySpan<byte> NoTime => [0, 0, 0, 0];

    private static ReadOnlySpan<byte> NameOfQuestion => [0xc0, NameQuestion.HeadSize];

    /// <summary>A reply without answers.</summary>
    /// <param name="query">What was asked; its head is there.</param>
    /// <param name="end">Where its question ends; 0 when it could not be read.</param>
    /// <param name="code">The outcome.</param>
    public static byte[] Empty(ReadOnlySpan<byte> query, int end, NameOutcome code)
    {
        var reply = new byte[Math.Max(end, NameQuestion.HeadSize)];
        WriteHead(reply, query, end, code, 0);
        return reply;
    }

    /// <summary>A reply with addresses, as many as there is room for.</summary>
    public static byte[] Addresses(ReadOnlySpan<byte> query, NameQuestion question, IReadOnlyList<IPAddress> addresses, int room)
    {
        const int answerSize = 16;
        var count = Math.Min(addresses.Count, (room - question.End) / answerSize);
        using var reply = Begin(query, question, count);
        foreach (var address in addresses.Take(count)) WriteAnswer(reply, NameQuestion.AddressType, address.GetAddressBytes());
        return reply.ToArray();
    }

    /// <summary>A reply with a name.</summary>
    public static byte[] Pointer(ReadOnlySpan<byte> query, NameQuestion question, string name)
    {
        using var reply = Begin(query, question, 1);
        using var written = new MemoryStream();
        foreach (var label in name.Split('.'))
        {
            var bytes = Encoding.UTF8.GetBytes(label);
            written.WriteByte((byte)bytes.Length);
            written.Write(bytes);
        }

        written.WriteByte(0);
        WriteAnswer(reply, NameQuestion.PointerType, written.ToArray());
        return reply.ToArray();
    }

    private static MemoryStream Begin(ReadOnlySpan<byte> query, NameQuestion question, int answers)
    {
        var reply = new MemoryStream();
        var start = new byte[question.End];
        WriteHead(start, query, question.End, NameOutcome.Found, answers);
        reply.Write(start);
        return reply;
    }

    private static void WriteHead(Span<byte> reply, ReadOnlySpan<byte> query, int end, NameOutcome code, int answers)
    {
        query[..end].CopyTo(reply);
        query[..2].CopyTo(reply);
        reply[2] = (byte)(IsReply | (code is NameOutcome.Found or NameOutcome.NoSuchName ? IsOwn : 0) | (query[2] & (0x78 | RecursionAsked)));
        reply[3] = (byte)(RecursionOffered | (byte)code);
        reply[4..NameQuestion.HeadSize].Clear();
        if (end > 0) reply[5] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(reply[6..], (ushort)answers);
    }

    private static void WriteAnswer(MemoryStream reply, ushort type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[2];
        reply.Write(NameOfQuestion);
        BinaryPrimitives.WriteUInt16BigEndian(number, type);
        reply.Write(number);
        BinaryPrimitives.WriteUInt16BigEndian(number, NameQuestion.Internet);
        reply.Write(number);
        reply.Write(NoTime);
        BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)content.Length);
        reply.Write(number);
        reply.Write(content);
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Operon.Containers.Tests.Networking;

/// <summary>A reply of a name server, as a client reads it.</summary>
internal sealed record NameAnswer(int Code, bool IsCut, IReadOnlyList<string> Addresses, IReadOnlyList<string> Names)
{
    public static NameAnswer Read(byte[] reply)
    {
        var (addresses, names) = (new List<string>(), new List<string>());
        var at = 12;
        for (var questions = Number(reply, 4); questions > 0; questions--) at = SkipName(reply, at) + 4;
        for (var answers = Number(reply, 6); answers > 0; answers--)
        {
            at = SkipName(reply, at);
            var (type, length) = (Number(reply, at), Number(reply, at + 8));
            at += 10;
            if (type == 1) addresses.Add(new IPAddress(reply.AsSpan(at, length)).ToString());
            if (type == 12) names.Add(ReadName(reply, at));
            at += length;
        }

        at.ShouldBeLessThanOrEqualTo(reply.Length);
        return new NameAnswer(reply[3] & 0x0f, (reply[2] & 0x02) != 0, addresses, names);
    }

    private static int Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    private static int SkipName(byte[] bytes, int at)
    {
        while (bytes[at] is > 0 and < 0xc0) at += 1 + bytes[at];
        return at + (bytes[at] == 0 ? 1 : 2);
    }

    private static string ReadName(byte[] bytes, int at)
    {
        var labels = new List<string>();
        for (; bytes[at] != 0; at += 1 + bytes[at]) labels.Add(Encoding.ASCII.GetString(bytes, at + 1, bytes[at]));
        return string.Join('.', labels);
    }
}

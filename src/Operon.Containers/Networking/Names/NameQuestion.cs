using System.Buffers.Binary;
using System.Text;

namespace Operon.Containers.Networking.Names;

/// <summary>What somebody asks a name server (RFC 1035, 4.1).</summary>
/// <param name="Name">Without a dot at its end; a dot that is part of a label has a backslash before it. Empty: the root.</param>
/// <param name="Type">What is asked for.</param>
/// <param name="Class">1 for the internet.</param>
/// <param name="End">Where in the message the question ends.</param>
internal readonly record struct NameQuestion(string Name, ushort Type, ushort Class, int End)
{
    /// <summary>IPv4 addresses.</summary>
    public const ushort AddressType = 1;

    /// <summary>The name of an address.</summary>
    public const ushort PointerType = 12;

    /// <summary>Extensions of the message (RFC 6891).</summary>
    public const ushort ExtensionType = 41;

    /// <summary>All there is.</summary>
    public const ushort AnyType = 255;

    /// <summary>The internet.</summary>
    public const ushort Internet = 1;

    /// <summary>Length of the head of a message.</summary>
    public const int HeadSize = 12;

    private const int LongestLabel = 63;
    private const int LongestName = 255;

    /// <summary>Reads the one question of a query.</summary>
    /// <param name="message">The query; its head is there.</param>
    /// <returns>The question; null when it is malformed.</returns>
    public static NameQuestion? Read(ReadOnlySpan<byte> message)
    {
        if (BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1) return null;
        var name = new StringBuilder();
        var at = HeadSize;
        while (true)
        {
            if (at >= message.Length) return null;
            int length = message[at++];
            if (length == 0) break;

            // Longer ones would point elsewhere, and a question has nowhere to point to.
            if (length > LongestLabel || at + length >= message.Length || at + length - HeadSize >= LongestName) return null;
            if (name.Length > 0) name.Append('.');
            name.Append(Encoding.UTF8.GetString(message.Slice(at, length)).Replace("\\", "\\\\", StringComparison.Ordinal).Replace(".", "\\.", StringComparison.Ordinal));
            at += length;
        }

        if (at + 4 > message.Length) return null;
        return new NameQuestion(name.ToString(), BinaryPrimitives.ReadUInt16BigEndian(message[at..]), BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]), at + 4);
    }

    /// <summary>Whether a name can be asked for at all: labels of 1 to 63 bytes with dots between, 253 bytes together.</summary>
    public static bool CanBeAsked(string name) =>
        Encoding.UTF8.GetByteCount(name) <= LongestName - 2
        && name.Split('.').All(label => Encoding.UTF8.GetByteCount(label) is > 0 and <= LongestLabel)
        && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '\\' or '/');
}

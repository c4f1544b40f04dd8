using System.Runtime.InteropServices;
using System.Text;

namespace Operon.Host.Linux.Netlink;

/// <summary>Goes through the attributes of a message. What is cut off or makes no sense ends it.</summary>
internal ref struct NetlinkAttributes
{
    private const int HeadSize = 4;
    private const int TypeMask = 0x3fff;

    private ReadOnlySpan<byte> rest;

    /// <summary>Begins before the first.</summary>
    /// <param name="attributes">From the first attribute on.</param>
    public NetlinkAttributes(ReadOnlySpan<byte> attributes) => rest = attributes;

    /// <summary>The attribute reached.</summary>
    public Attribute Current { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly NetlinkAttributes GetEnumerator() => this;

    /// <summary>Goes on.</summary>
    public bool MoveNext()
    {
        if (rest.Length < HeadSize) return false;
        var length = MemoryMarshal.Read<ushort>(rest);
        if (length < HeadSize || length > rest.Length) return false;
        Current = new Attribute(MemoryMarshal.Read<ushort>(rest[2..]) & TypeMask, rest[HeadSize..length]);
        rest = rest[Math.Min(rest.Length, (length + 3) & ~3)..];
        return true;
    }

    /// <summary>One attribute.</summary>
    public readonly ref struct Attribute(int type, ReadOnlySpan<byte> value)
    {
        /// <summary>Its type, without flags.</summary>
        public int Type { get; } = type;

        /// <summary>Its bytes.</summary>
        public ReadOnlySpan<byte> Value { get; } = value;

        /// <summary>Its bytes as a text, whose end is its last byte that is not zero.</summary>
        public string ToText() => Encoding.UTF8.GetString(Value).TrimEnd('\0');
    }
}

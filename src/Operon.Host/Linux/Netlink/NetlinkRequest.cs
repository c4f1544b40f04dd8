using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Operon.Host.Linux.Netlink;

/// <summary>One message to the kernel: a type, flags, a fixed head and attributes, some of which hold further ones.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NetlinkRequest
{
    /// <summary><c>NLM_F_REQUEST</c>, which every one has.</summary>
    private const ushort Request = 1;
    private const ushort Nested = 0x8000;
    private const int SequenceOffset = 8;

    private readonly ArrayBufferWriter<byte> content = new(256);

    /// <summary>Begins a message.</summary>
    /// <param name="type">What is asked for.</param>
    /// <param name="flags">How; those that all have are added.</param>
    /// <param name="purpose">What it is for, in the words of an error message, such as <c>add link eth0</c>.</param>
    /// <param name="head">The fixed part of this type.</param>
    public NetlinkRequest(ushort type, NetlinkFlags flags, string purpose, ReadOnlySpan<byte> head)
    {
        Purpose = purpose;
        Flags = flags;
        Span<byte> start = stackalloc byte[NetlinkSocket.HeadSize];
        start.Clear();
        MemoryMarshal.Write(start[4..], type);
        MemoryMarshal.Write(start[6..], (ushort)((ushort)flags | Request));
        content.Write(start);
        content.Write(head);
    }

    /// <summary>What it is for.</summary>
    public string Purpose { get; }

    /// <summary>How it is asked.</summary>
    public NetlinkFlags Flags { get; }

    /// <summary>Adds an attribute of any bytes.</summary>
    public NetlinkRequest Add(int attribute, ReadOnlySpan<byte> value)
    {
        Align();
        Span<byte> start = stackalloc byte[4];
        MemoryMarshal.Write(start, (ushort)(4 + value.Length));
        MemoryMarshal.Write(start[2..], (ushort)attribute);
        content.Write(start);
        content.Write(value);
        return this;
    }

    /// <summary>Adds a number in the machine's byte order.</summary>
    public NetlinkRequest Add(int attribute, int value) => Add(attribute, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    /// <summary>Adds a number in the network's byte order.</summary>
    public NetlinkRequest AddNetworkOrder(int attribute, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Add(attribute, bytes);
    }

    /// <summary>Adds a text with the zero at its end that the kernel expects.</summary>
    public NetlinkRequest Add(int attribute, string value) => Add(attribute, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>Adds an attribute that holds others.</summary>
    /// <param name="attribute">Its type.</param>
    /// <param name="inner">Adds what it holds.</param>
    /// <param name="head">A fixed part before them.</param>
    public NetlinkRequest AddNested(int attribute, Action<NetlinkRequest> inner, ReadOnlySpan<byte> head = default)
    {
        Align();
        var from = content.WrittenCount;
        Add(attribute | Nested, head);
        inner(this);
        Align();
        WriteAt(from, (ushort)(content.WrittenCount - from));
        return this;
    }

    /// <summary>The whole message.</summary>
    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        WriteAt(0, content.WrittenCount);
        WriteAt(SequenceOffset, sequence);
        Align();
        return content.WrittenSpan;
    }

    private void WriteAt<T>(int offset, T value)
        where T : unmanaged => MemoryMarshal.Write(MemoryMarshal.AsMemory(content.WrittenMemory).Span[offset..], value);

    private void Align()
    {
        while (content.WrittenCount % 4 != 0) content.Write((ReadOnlySpan<byte>)[0]);
    }
}

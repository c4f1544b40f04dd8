using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Operon.Containers.Networking;

/// <summary>Counting in IPv4 networks.</summary>
internal static class Ipv4
{
    /// <summary>The address so many behind the first of a network.</summary>
    public static IPAddress At(this IPNetwork network, int offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        network.BaseAddress.TryWriteBytes(bytes, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + (uint)offset);
        return new IPAddress(bytes);
    }

    /// <summary>Whether two networks have an address in common.</summary>
    public static bool Overlaps(this IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    /// <summary>A hardware address made from an address, so that what neighbours remember of it holds for the next one that has it.</summary>
    public static PhysicalAddress ToHardware(IPAddress address) => new([0x02, 0x6f, .. address.GetAddressBytes()]);
}

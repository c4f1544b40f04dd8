using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux.Netlink;

/// <summary>
/// Makes and reads links, addresses and routes, without a program such as <c>ip</c>. It works in the network namespace that its
/// thread was in when it was opened. Not safe for concurrent use.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class RouteSocket : IDisposable
{
    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const ushort GetLink = 18;
    private const ushort NewAddress = 20;
    private const ushort NewRoute = 24;
    private const ushort GetRoute = 26;

    private const int LinkAddress = 1;
    private const int LinkName = 3;
    private const int LinkMtu = 4;
    private const int LinkMaster = 10;
    private const int LinkKind = 18;
    private const int LinkNamespace = 28;
    private const int KindName = 1;
    private const int KindSettings = 2;
    private const int VethPeer = 1;
    private const int BridgeSnooping = 23;
    private const int AddressLocal = 2;
    private const int AddressBroadcast = 4;
    private const int RouteDestination = 1;
    private const int RouteLink = 4;
    private const int RouteGateway = 5;

    private const int LinkHeadSize = 16;
    private const int RouteHeadSize = 12;
    private const int UpFlag = 1;
    private const int Loopback = 1;
    private const int NoDevice = 19;
    private const byte Ipv4 = 2;

    private readonly NetlinkSocket socket;

    private RouteSocket(NetlinkSocket socket) => this.socket = socket;

    /// <summary>Opens one in the network namespace of the calling thread.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static RouteSocket Open() => new(NetlinkSocket.Open(NetlinkFamily.Route));

    /// <summary>Makes a bridge and sets it up.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">Its hardware address, which otherwise would be that of its first port.</param>
    /// <param name="mtu">The largest packet, in bytes.</param>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public void AddBridge(string name, PhysicalAddress address, int mtu) => socket.Execute(
        new NetlinkRequest(NewLink, NetlinkFlags.CreateNew, $"add bridge {name}", LinkHead(UpFlag))
            .Add(LinkName, name)
            .Add(LinkAddress, address.GetAddressBytes())
            .Add(LinkMtu, mtu)
            .AddNested(LinkKind, kind => kind
                .Add(KindName, "bridge")
                .AddNested(KindSettings, settings => settings.Add(BridgeSnooping, [0]))));

    /// <summary>Makes a pair of links, each the other's end, and sets the first up.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public void AddPair(LinkEnd end, LinkEnd peer)
    {
        var request = new NetlinkRequest(NewLink, NetlinkFlags.CreateNew, $"add link {end.Name}", LinkHead(UpFlag));
        AddEnd(request, end);
        socket.Execute(request.AddNested(LinkKind, kind => kind
            .Add(KindName, "veth")
            .AddNested(KindSettings, settings => settings
                .AddNested(VethPeer, inner => AddEnd(inner, peer), LinkHead(0)))));
    }

    /// <summary>Sets the loopback link up; it gets its addresses by itself.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public void SetLoopbackUp() => socket.Execute(Up(Loopback));

    /// <summary>Gives a link an IPv4 address, and with it a route to its subnet.</summary>
    /// <param name="link">Number of the link.</param>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">How many bits are the subnet's.</param>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public void AddAddress(int link, IPAddress address, int prefixLength) => socket.Execute(Address(link, address, prefixLength));

    /// <summary>Sets a link and the loopback link up in one step, with an address and a default route.</summary>
    /// <param name="link">Number of the link.</param>
    /// <param name="address">Its address.</param>
    /// <param name="prefixLength">How many bits are the subnet's.</param>
    /// <param name="gateway">Where everything else is sent; null: nowhere.</param>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public void Configure(int link, IPAddress address, int prefixLength, IPAddress? gateway)
    {
        if (gateway is null) socket.Execute(Up(Loopback), Up(link), Address(link, address, prefixLength));
        else socket.Execute(Up(Loopback), Up(link), Address(link, address, prefixLength), DefaultRoute(gateway));
    }

    /// <summary>Sends everything that no other route is for to a gateway.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public void AddDefaultRoute(IPAddress gateway) => socket.Execute(DefaultRoute(gateway));

    /// <summary>The link of a name; null when there is none.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public Link? FindLink(string name)
    {
        try
        {
            Link? found = null;
            socket.Query(new NetlinkRequest(GetLink, NetlinkFlags.None, $"find link {name}", LinkHead(0)).Add(LinkName, name), content => found = ReadLink(content));
            return found;
        }
        catch (NetlinkException e) when (e.HResult == NoDevice)
        {
            return null;
        }
    }

    /// <summary>All links.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public IReadOnlyList<Link> ReadLinks()
    {
        var links = new List<Link>();
        socket.Query(new NetlinkRequest(GetLink, NetlinkFlags.Dump, "list links", LinkHead(0)), content => links.Add(ReadLink(content)));
        return links;
    }

    /// <summary>All IPv4 routes, those to the machine's own addresses included.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public IReadOnlyList<Route> ReadRoutes()
    {
        var routes = new List<Route>();
        Span<byte> head = stackalloc byte[RouteHeadSize];
        head.Clear();
        head[0] = Ipv4;
        socket.Query(new NetlinkRequest(GetRoute, NetlinkFlags.Dump, "list routes", head), content => routes.Add(ReadRoute(content)));
        return routes;
    }

    /// <summary>Removes a link, and its peer with it.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public bool RemoveLink(string name)
    {
        try
        {
            socket.Execute(new NetlinkRequest(DeleteLink, NetlinkFlags.Acknowledge, $"remove link {name}", LinkHead(0)).Add(LinkName, name));
            return true;
        }
        catch (NetlinkException e) when (e.HResult == NoDevice)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static NetlinkRequest Up(int link) => new(NewLink, NetlinkFlags.Acknowledge, "set a link up", LinkHead(UpFlag, link));

    private static NetlinkRequest Address(int link, IPAddress address, int prefixLength)
    {
        Span<byte> head = stackalloc byte[8];
        head.Clear();
        head[0] = Ipv4;
        head[1] = (byte)prefixLength;
        MemoryMarshal.Write(head[4..], link);
        var bytes = address.GetAddressBytes();
        var broadcast = BitConverter.GetBytes(MemoryMarshal.Read<uint>(bytes) | (uint)IPAddress.HostToNetworkOrder((int)(uint.MaxValue >> prefixLength)));
        return new NetlinkRequest(NewAddress, NetlinkFlags.CreateNew, $"add address {address}", head).Add(AddressLocal, bytes).Add(AddressBroadcast, broadcast);
    }

    private static NetlinkRequest DefaultRoute(IPAddress gateway)
    {
        const byte mainTable = 254;
        const byte madeAtBoot = 3;
        const byte unicast = 1;
        return new NetlinkRequest(NewRoute, NetlinkFlags.CreateNew, $"add a route by {gateway}", [Ipv4, 0, 0, 0, mainTable, madeAtBoot, 0, unicast, 0, 0, 0, 0])
            .Add(RouteGateway, gateway.GetAddressBytes());
    }

    private static void AddEnd(NetlinkRequest request, LinkEnd end)
    {
        request.Add(LinkName, end.Name).Add(LinkMtu, end.Mtu);
        if (end.Address is { } address) request.Add(LinkAddress, address.GetAddressBytes());
        if (end.Bridge is { } bridge) request.Add(LinkMaster, bridge);
        if (end.Namespace is { } space) request.Add(LinkNamespace, (int)space.DangerousGetHandle());
    }

    private static byte[] LinkHead(int flags, int link = 0)
    {
        var head = new byte[LinkHeadSize];
        MemoryMarshal.Write(head.AsSpan(4), link);
        MemoryMarshal.Write(head.AsSpan(8), flags);
        MemoryMarshal.Write(head.AsSpan(12), flags);
        return head;
    }

    private static Link ReadLink(ReadOnlySpan<byte> content)
    {
        var (name, mtu) = ("", 0);
        foreach (var attribute in new NetlinkAttributes(content[LinkHeadSize..]))
        {
            if (attribute.Type == LinkName) name = attribute.ToText();
            if (attribute.Type == LinkMtu) mtu = MemoryMarshal.Read<int>(attribute.Value);
        }

        return new Link(MemoryMarshal.Read<int>(content[4..]), name, mtu);
    }

    private static Route ReadRoute(ReadOnlySpan<byte> content)
    {
        var (destination, link, hasGateway) = (IPAddress.Any, 0, false);
        foreach (var attribute in new NetlinkAttributes(content[RouteHeadSize..]))
        {
            if (attribute.Type == RouteDestination) destination = new IPAddress(attribute.Value);
            if (attribute.Type == RouteLink) link = MemoryMarshal.Read<int>(attribute.Value);
            if (attribute.Type == RouteGateway) hasGateway = true;
        }

        return new Route(new IPNetwork(destination, content[1]), link, hasGateway);
    }
}

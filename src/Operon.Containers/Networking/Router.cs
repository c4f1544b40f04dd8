using System.Net;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;

namespace Operon.Containers.Networking;

/// <summary>
/// A network namespace of the engine with a bridge that its containers are connected to. It ends with the process by any cause,
/// and all links in it: on the machine itself there is at most the other end of an uplink, which ends with it.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Router : INetworkPlace, IDisposable
{
    /// <summary>The name of a container's link, for the container.</summary>
    public const string ContainerLink = "eth0";

    private const string Bridge = "bridge";

    private readonly NamespaceThread thread;
    private readonly RouteSocket links;
    private readonly int bridge;
    private readonly int mtu;
    private int lastPort;

    private Router(NamespaceThread thread, RouteSocket links, int bridge, int mtu)
    {
        this.thread = thread;
        this.links = links;
        this.bridge = bridge;
        this.mtu = mtu;
    }

    /// <summary>Leads to the namespace.</summary>
    public SafeFileHandle Namespace => thread.Handle;

    /// <summary>Makes the namespace and the bridge.</summary>
    /// <param name="address">The bridge's address, at which the name server will listen.</param>
    /// <param name="mtu">The largest packet of the bridge's ports.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static Router Create(IPAddress address, int mtu)
    {
        var own = new NamespaceThread("router");
        try
        {
            return own.Run(() =>
            {
                // Containers have IPv4; IPv6 here would only be noise that every port gets.
                KernelSetting.TryWrite("net/ipv6/conf/default/disable_ipv6", "1");
                KernelSetting.TryWrite("net/bridge/bridge-nf-call-iptables", "0");

                // A connection that was being closed when the engine and the container were killed keeps the namespace, and so the
                // uplink, for more than half a minute. Beyond the bridge is this machine: who does not answer for 3 s is gone.
                KernelSetting.TryWrite("net/ipv4/tcp_orphan_retries", "3");
                var socket = RouteSocket.Open();
                socket.SetLoopbackUp();
                socket.AddBridge(Bridge, Ipv4.ToHardware(address), mtu);
                var index = socket.FindLink(Bridge)!.Index;
                socket.AddAddress(index, address, SubnetLease.PrefixLength);
                return new Router(own, socket, index, mtu);
            });
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public T Run<T>(Func<T> action) => thread.Run(action);

    /// <summary>Gives the bridge a further address.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void AddAddress(IPAddress address) => Run(() =>
    {
        links.AddAddress(bridge, address, SubnetLease.PrefixLength);
        return true;
    });

    /// <summary>Connects the bridge with another namespace.</summary>
    /// <param name="name">The name of the link there.</param>
    /// <param name="other">The namespace.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void AddUplink(string name, SafeFileHandle other) => Run(() =>
    {
        links.AddPair(new LinkEnd("uplink", mtu) { Bridge = bridge }, new LinkEnd(name, mtu) { Namespace = other });
        return true;
    });

    /// <summary>Makes the namespace of a container, connected and ready.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="gateway">Where it sends what is not for other containers; null: nowhere.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public SafeFileHandle AddContainer(IPAddress address, IPAddress? gateway) => thread.Create(made =>
    {
        KernelSetting.TryWrite("net/ipv6/conf/default/disable_ipv6", "1");
        using var inside = RouteSocket.Open();
        var port = new LinkEnd($"c{++lastPort}", mtu) { Bridge = bridge };
        links.AddPair(port, new LinkEnd(ContainerLink, mtu) { Namespace = made, Address = Ipv4.ToHardware(address) });
        inside.Configure(inside.FindLink(ContainerLink)!.Index, address, SubnetLease.PrefixLength, gateway);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        links.Dispose();
        thread.Dispose();
    }
}

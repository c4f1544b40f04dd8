using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Operon.Containers.Networking.Egress;
using Operon.Containers.Networking.Names;
using Operon.Containers.Networking.Ports;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking;

/// <summary>
/// The network of an engine's containers: a subnet of their own, a name server, a way to the world, and ports of the machine that
/// lead to them. Containers of one engine reach one another; those of other engines they do not. Safe for concurrent use.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class EngineNetwork : IAsyncDisposable
{
    private const int GatewayPlace = 1;
    private const int NameServerPlace = 2;

    private readonly SubnetLease lease;
    private readonly Router router;
    private readonly IEgress egress;
    private readonly Names.NameServer nameServer;
    private readonly NameTable names;
    private readonly ResolverFile resolvers;
    private readonly PreparedNetworks networks;
    private readonly PortPublisher publisher;

    private EngineNetwork(EngineNetworkSettings settings, string id, SubnetLease lease, Router router, IEgress egress)
    {
        this.lease = lease;
        this.router = router;
        this.egress = egress;
        Id = id;
        names = new NameTable();
        resolvers = new ResolverFile(settings.ResolverFile);
        var upstream = new UpstreamResolvers(settings.Host, resolvers, settings.Time);
        nameServer = Names.NameServer.Start(router, lease.Subnet.At(NameServerPlace), names, lease.Subnet, upstream, settings.Time);
        networks = new PreparedNetworks(router, lease.Subnet, egress.Gateway, settings.Time);
        publisher = new PortPublisher(settings.Host, router, settings.Time);
        networks.Refill();
    }

    /// <summary>Eight hexadecimal digits; part of the name of all that it has on the machine.</summary>
    public string Id { get; }

    /// <summary>The addresses of its containers. No other engine of the machine has them.</summary>
    public IPNetwork Subnet => lease.Subnet;

    /// <summary>Where containers ask for names.</summary>
    public IPAddress NameServer => lease.Subnet.At(NameServerPlace);

    internal Router Router => router;

    /// <summary>How many containers can have a network at once.</summary>
    public static ContainerLimit MaxContainers { get; } = new(PreparedNetworks.Most, "ports of a network bridge (1,023)");

    /// <summary>Why containers do not reach the world, or not all of it (<see cref="NetworkRules.NoEgress"/>); null when they do.</summary>
    public Diagnostic? EgressProblem => egress.Problem;

    /// <summary>What is left on the machine when this process is killed. All else ends with it: its namespaces, links, leases, sockets.</summary>
    internal IEnumerable<HostTrace> HostTraces => egress is Uplink uplink ? uplink.Traces.All : [];

    /// <summary>Sets the network up. It takes some milliseconds; no container is needed for it yet.</summary>
    /// <returns>The network, or <see cref="NetworkRules.Refused"/>, or <see cref="NetworkRules.NoSubnet"/>.</returns>
    public static async Task<Result<EngineNetwork>> StartAsync(EngineNetworkSettings settings)
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        SubnetLease? subnet = null;
        Router? bridge = null;
        IEgress? way = null;
        try
        {
            var start = Convert.ToInt32(id[..6], 16);
            var machine = settings.Host.Run(MachineNetwork.Read);
            if (!SubnetLease.Take(settings.Host, machine.Routes, start).TryGet(out subnet, out var failure)) return failure;
            bridge = Router.Create(subnet.Subnet.At(NameServerPlace), machine.Mtu);
            try
            {
                way = await Uplink.CreateAsync(settings, id, subnet.Subnet, subnet.Subnet.At(GatewayPlace), bridge);
            }
            catch (NetlinkException e) when (e.IsPermission)
            {
                bridge.Dispose();
                bridge = Router.Create(subnet.Subnet.At(NameServerPlace), UserModeEgress.Mtu);
                if (!SubnetLease.Take(settings.Host, machine.Routes, start + 1).TryGet(out var link, out failure)) way = new NoEgress(failure);
                else way = await UserModeEgress.CreateAsync(settings, subnet.Subnet, subnet.Subnet.At(GatewayPlace), link, bridge);
            }

            return new EngineNetwork(settings, id, subnet, bridge, way);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            if (way is not null) await way.DisposeAsync();
            bridge?.Dispose();
            subnet?.Dispose();
            return new Diagnostic(NetworkRules.Refused, $"a network for containers cannot be made here: {e.Message}")
            {
                Fix = "run as root; in a container of Docker's, that takes --privileged",
            };
        }
    }

    /// <summary>
    /// Gives a container its network. From now on it has its names, and its published ports take connections; those made before
    /// the container listens are reset.
    /// </summary>
    /// <returns>
    /// The network, to be disposed of after the container's end; or <see cref="NetworkRules.PortTaken"/>,
    /// <see cref="NetworkRules.PortForbidden"/>, <see cref="NetworkRules.PortUnusable"/>, <see cref="NetworkRules.Full"/>,
    /// <see cref="NetworkRules.Refused"/>.
    /// </returns>
    public async Task<Result<ContainerNetwork>> AttachAsync(ContainerEndpoint endpoint)
    {
        try
        {
            if (await networks.TakeAsync() is not { } network)
            {
                return new Diagnostic(NetworkRules.Full, $"container {endpoint.Id} gets no network: {PreparedNetworks.Most:N0} containers have one already") { Fix = "run fewer at once" };
            }

            networks.Refill();
            if ((await publisher.OpenAsync(endpoint.Ports, network.Address)).TryGet(out var ports, out var failure))
            {
                return new ContainerNetwork(endpoint, network, networks, names, ports, ResolvConf());
            }

            networks.Return(network);
            return failure;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return new Diagnostic(NetworkRules.Refused, $"container {endpoint.Id} gets no network: {e.Message}");
        }
    }

    /// <summary>Removes all of it; the kernel takes some milliseconds more for links. Containers should have ended before.</summary>
    public async ValueTask DisposeAsync()
    {
        await nameServer.DisposeAsync();
        await networks.DisposeAsync();
        await egress.DisposeAsync();
        router.Dispose();
        lease.Dispose();
    }

    private string ResolvConf()
    {
        var search = resolvers.Search;

        // Names of containers may have no dot; they are to be asked for as they are, before anything is put behind them.
        return $"nameserver {NameServer}\n{(search.Length > 0 ? $"search {search}\n" : "")}options ndots:0\n";
    }
}

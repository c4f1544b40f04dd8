using System.Net;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Operon.Containers.Networking;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;
using Operon.Host.Processes;

namespace Operon.Containers.Tests.Networking;

/// <summary>
/// Two namespaces that stand for a machine and for the world beyond its network, so that tests need neither the internet nor the
/// firewall of the machine that they run on.
/// </summary>
internal sealed class StandIn : IDisposable
{
    public const int Mtu = 1400;

    private readonly NamespaceThread host;
    private readonly NamespaceThread world;

    private StandIn(NamespaceThread host, NamespaceThread world)
    {
        this.host = host;
        this.world = world;
    }

    /// <summary>The machine's address on its network.</summary>
    public static IPAddress HostAddress { get; } = IPAddress.Parse("198.51.100.2");

    /// <summary>The world's.</summary>
    public static IPAddress WorldAddress { get; } = IPAddress.Parse("198.51.100.1");

    public SafeFileHandle World => world.Handle;

    public SafeFileHandle Host => host.Handle;

    public INetworkPlace HostPlace => host;

    public EngineNetworkSettings Settings => Start.Settings with { Host = host };

    public static async Task<StandIn> CreateAsync()
    {
        // The first process that is started starts a thread that must not be in one of the namespaces.
        await new ProcessRunner(TimeProvider.System).RunAsync(new HelperProgram("true"), CancellationToken.None);
        var standIn = new StandIn(new NamespaceThread("host"), new NamespaceThread("world"));
        standIn.host.Run(() =>
        {
            using var links = RouteSocket.Open();
            links.AddPair(new LinkEnd("out", Mtu), new LinkEnd("in", Mtu) { Namespace = standIn.world.Handle });
            return true;
        });
        standIn.world.Run(() => SetUp("in", WorldAddress, null));
        standIn.host.Run(() => SetUp("out", HostAddress, WorldAddress));
        return standIn;
    }

    public async Task<EngineNetwork> NetworkAsync() => (await EngineNetwork.StartAsync(Settings)).Value;

    /// <summary>Runs a shell command on the machine; it has to succeed.</summary>
    public async Task<string> ShellAsync(string command)
    {
        var run = (await new ProcessRunner(TimeProvider.System).RunAsync(new HelperProgram("sh", "-ec", command) { Network = host }, CancellationToken.None)).Value;
        run.ExitCode.ShouldBe(0, Encoding.UTF8.GetString(run.Error.Span));
        return Encoding.UTF8.GetString(run.Output.Span);
    }

    /// <summary>Links, firewall and all else of the machine's network that a test could leave behind.</summary>
    public Task<string> LookAsync() => ShellAsync("ip -o link | sed 's/^[0-9]*: //'; ip route; nft list ruleset");

    /// <summary>It looks as it did; the kernel removes links in the background.</summary>
    public async Task ShouldComeToBeAsync(string before)
    {
        for (var i = 0; i < 100 && await LookAsync() != before; i++) await Task.Delay(10);
        (await LookAsync()).ShouldBe(before);
    }

    public void Dispose()
    {
        host.Dispose();
        world.Dispose();
    }

    private static bool SetUp(string name, IPAddress address, IPAddress? gateway)
    {
        using var links = RouteSocket.Open();
        links.Configure(links.FindLink(name)!.Index, address, 24, gateway);
        return true;
    }
}

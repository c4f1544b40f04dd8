using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Operon.Containers.Networking;

namespace Operon.Containers.Tests.Networking;

/// <summary>The way of containers to the world, over a machine that a namespace stands for.</summary>
public sealed class EgressTests : IAsyncLifetime
{
    private const int Port = 8080;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private StandIn machine = null!;
    private Socket world = null!;

    public async ValueTask InitializeAsync()
    {
        machine = await StandIn.CreateAsync();
        world = Inside.Listen(machine.World, Port);
    }

    public ValueTask DisposeAsync()
    {
        world.Dispose();
        machine.Dispose();
        return default;
    }

    [Fact]
    public async Task Container_ReachesTheWorld_WithTheAddressOfTheMachine()
    {
        await using var network = await machine.NetworkAsync();
        await using var container = (await network.AttachAsync(new ContainerEndpoint("one"))).Value;

        network.EgressProblem.ShouldBeNull();
        (await AddressSeenAsync(container.Namespace)).ShouldBe(StandIn.HostAddress);
        (await machine.ShellAsync("cat /proc/sys/net/ipv4/ip_forward")).Trim().ShouldBe("1");
    }

    [Fact]
    public async Task Container_HasThePacketSizeOfTheWayOut()
    {
        await using var network = await machine.NetworkAsync();
        await using var container = (await network.AttachAsync(new ContainerEndpoint("one"))).Value;

        (await Inside.ShellAsync(container.Namespace, "ip link show eth0")).ShouldContain($"mtu {StandIn.Mtu} ");
    }

    [Theory]
    [InlineData("iptables-nft")]
    [InlineData("iptables-legacy")]
    [Trait("needs", "root")]
    public async Task Container_BesideAFirewallThatDropsWhatItDoesNotKnow_ReachesTheWorld(string iptables)
    {
        await machine.ShellAsync($"{iptables} -P FORWARD DROP");
        await using var network = await machine.NetworkAsync();
        await using var container = (await network.AttachAsync(new ContainerEndpoint("one"))).Value;

        network.EgressProblem.ShouldBeNull();
        (await AddressSeenAsync(container.Namespace)).ShouldBe(StandIn.HostAddress);
    }

    [Theory]
    [InlineData("iptables-nft")]
    [InlineData("iptables-legacy")]
    [Trait("needs", "root")]
    public async Task HostTraces_RunAfterAKill_RemoveWhatTheKernelLeaves(string iptables)
    {
        await machine.ShellAsync($"{iptables} -P FORWARD DROP");
        var before = await machine.ShellAsync($"{iptables} -S FORWARD");
        await using var network = await machine.NetworkAsync();
        (await machine.ShellAsync($"{iptables} -S FORWARD")).ShouldNotBe(before);

        foreach (var trace in network.HostTraces) await machine.ShellAsync(trace.Command);

        (await machine.ShellAsync($"{iptables} -S FORWARD")).ShouldBe(before);

        // Once more does no harm.
        foreach (var trace in network.HostTraces) await machine.ShellAsync(trace.Command);
        (await machine.ShellAsync($"{iptables} -S FORWARD")).ShouldBe(before);
    }

    [Theory]
    [InlineData("iptables-nft")]
    [InlineData("iptables-legacy")]
    [Trait("needs", "root")]
    public async Task Start_RulesOfAKilledEngine_AreRemoved(string iptables)
    {
        await machine.ShellAsync($"{iptables} -P FORWARD DROP");
        var before = await machine.ShellAsync($"{iptables} -S FORWARD");
        await machine.ShellAsync($"{iptables} -I FORWARD -i operon0123abcd -m comment --comment operon0123abcd -j ACCEPT");
        await machine.ShellAsync("nft add table ip operon0123abcd");

        await using (await machine.NetworkAsync())
        {
            (await machine.ShellAsync($"{iptables} -S FORWARD")).ShouldNotContain("operon0123abcd");
            (await machine.ShellAsync("nft list tables")).ShouldNotContain("operon0123abcd");
        }

        (await machine.ShellAsync($"{iptables} -S FORWARD")).ShouldBe(before);
    }

    [Fact]
    public async Task Start_FirewallOfAnotherKindThatDrops_IsTold()
    {
        await machine.ShellAsync("nft add table inet mine; nft 'add chain inet mine passing { type filter hook forward priority 0; policy drop; }'");
        await using var network = await machine.NetworkAsync();

        network.EgressProblem!.Rule.ShouldBe(NetworkRules.NoEgress);
        network.EgressProblem.Message.ShouldContain("inet mine");

        // As the fix says.
        await machine.ShellAsync("nft insert rule inet mine passing 'iifname \"operon*\" accept'; nft insert rule inet mine passing 'oifname \"operon*\" accept'");
        await using var next = await machine.NetworkAsync();
        await using var container = (await next.AttachAsync(new ContainerEndpoint("one"))).Value;
        next.EgressProblem.ShouldBeNull();
        (await AddressSeenAsync(container.Namespace)).ShouldBe(StandIn.HostAddress);
    }

    [Fact]
    public async Task Neighbour_WithARouteToTheContainers_DoesNotReachThem()
    {
        await using var network = await machine.NetworkAsync();
        await using var container = (await network.AttachAsync(new ContainerEndpoint("one"))).Value;
        using var listener = Inside.Listen(container.Namespace, Port);
        await Inside.ShellAsync(machine.World, $"ip route add {network.Subnet} via {StandIn.HostAddress}");
        using var neighbour = Inside.Socket(machine.World, ProtocolType.Tcp);

        using var moment = new CancellationTokenSource(Moment);
        await Should.ThrowAsync<OperationCanceledException>(async () => await neighbour.ConnectAsync(new IPEndPoint(container.Address, Port), moment.Token));

        // The machine itself does.
        using var own = Inside.Socket(machine.Host, ProtocolType.Tcp);
        await own.ConnectAsync(new IPEndPoint(container.Address, Port)).WaitAsync(Patience);
    }

    [Fact]
    public async Task Engines_OnOneMachine_HaveSubnetsOfTheirOwnAndDoNotReachOneAnother()
    {
        await using var one = await machine.NetworkAsync();
        await using var other = await machine.NetworkAsync();
        await using var server = (await one.AttachAsync(new ContainerEndpoint("server"))).Value;
        await using var client = (await other.AttachAsync(new ContainerEndpoint("client"))).Value;
        using var listener = Inside.Listen(server.Namespace, Port);

        one.Subnet.ShouldNotBe(other.Subnet);
        (await AddressSeenAsync(client.Namespace)).ShouldBe(StandIn.HostAddress);
        using var connection = Inside.Socket(client.Namespace, ProtocolType.Tcp);
        using var moment = new CancellationTokenSource(Moment);
        await Should.ThrowAsync<OperationCanceledException>(async () => await connection.ConnectAsync(new IPEndPoint(server.Address, Port), moment.Token));
    }

    [Fact]
    public async Task Subnet_OfTheMachinesRoutes_IsNotTaken()
    {
        await machine.ShellAsync($"ip route add 10.220.0.0/14 via {StandIn.WorldAddress}");

        await using var network = await machine.NetworkAsync();

        IPNetwork.Parse("172.24.0.0/14").Contains(network.Subnet.BaseAddress).ShouldBeTrue();
    }

    [Fact]
    public async Task Start_NoSubnetFree_IsADiagnostic()
    {
        await machine.ShellAsync($"for n in 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16; do ip route add $n via {StandIn.WorldAddress}; done");

        (await EngineNetwork.StartAsync(machine.Settings)).Error!.Rule.ShouldBe(NetworkRules.NoSubnet);
    }

    [Fact]
    public async Task Dispose_AfterUse_LeavesTheMachineAsItWas()
    {
        await machine.ShellAsync("iptables-nft -P FORWARD DROP");
        var before = await machine.LookAsync();
        await using (var network = await machine.NetworkAsync())
        {
            await using var container = (await network.AttachAsync(new ContainerEndpoint("one"))).Value;
            (await AddressSeenAsync(container.Namespace)).ShouldBe(StandIn.HostAddress);
            (await machine.LookAsync()).ShouldNotBe(before);
        }

        await machine.ShouldComeToBeAsync(before);
    }

    [Fact]
    public async Task Dispose_InTheMiddleOfEverything_LeavesTheMachineAsItWas()
    {
        var before = await machine.LookAsync();
        for (var round = 0; round < 3; round++)
        {
            var network = await machine.NetworkAsync();
            PortPublication[] ports = [new PortPublication(Port, 0), new PortPublication(Port, 0) { Protocol = PortProtocol.Udp }];
            var container = (await network.AttachAsync(new ContainerEndpoint("one") { Ports = [.. ports] })).Value;
            using var listener = Inside.Listen(container.Namespace, Port);
            using var client = Inside.Socket(machine.Host, ProtocolType.Tcp);
            await client.ConnectAsync(container.Published[0]);
            using var accepted = await listener.AcceptAsync();
            using var datagrams = Inside.Socket(machine.Host, ProtocolType.Udp);
            await datagrams.SendToAsync("x"u8.ToArray(), container.Published[^2]);

            // Asked of nobody who answers, and so in flight still; and a connection that says nothing.
            await Inside.ShellAsync(container.Namespace, $"timeout 0.2 busybox nslookup www.example.com {network.NameServer}");
            using var silent = Inside.Socket(container.Namespace, ProtocolType.Tcp);
            await silent.ConnectAsync(new IPEndPoint(network.NameServer, 53));

            await container.DisposeAsync();
            await network.DisposeAsync();

            await machine.ShouldComeToBeAsync(before);
        }
    }

    private async Task<IPAddress> AddressSeenAsync(SafeFileHandle space)
    {
        using var client = Inside.Socket(space, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(StandIn.WorldAddress, Port)).WaitAsync(Patience);
        using var accepted = await world.AcceptAsync();
        return ((IPEndPoint)accepted.RemoteEndPoint!).Address;
    }
}

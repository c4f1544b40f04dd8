using System.Net;
using System.Net.Sockets;
using Operon.Host.Linux;

namespace Operon.Containers.Tests.Networking;

/// <summary>What is left of a network when its engine is killed.</summary>
public sealed class KillTests
{
    private const int Containers = 8;

    [Fact]
    [Trait("needs", "root")]
    public async Task Engine_KilledWithContainers_LeavesNothing()
    {
        using var machine = await StandIn.CreateAsync();
        await machine.ShellAsync("iptables-nft -P FORWARD DROP; iptables-legacy -P FORWARD DROP");
        var before = await LookAsync(machine);
        for (var round = 0; round < 5; round++)
        {
            await using var engine = await NetworkProcess.StartAsync(machine.HostPlace);
            var clients = new List<Socket>();
            for (var i = 0; i < Containers; i++)
            {
                // Half of the connections are ended by the container, half are in use.
                var port = await engine.AttachAsync(i % 2 == 0 ? $"{NetworkProcess.KeepsOpen}{i}" : $"c{i}", new PortPublication(NetworkProcess.Inner, 0));
                clients.Add(Inside.Socket(machine.Host, ProtocolType.Tcp));
                await clients[^1].ConnectAsync(IPAddress.Loopback, port);
                (await clients[^1].ReceiveAsync(new byte[100])).ShouldBeGreaterThan(0);
            }

            (await LookAsync(machine)).ShouldNotBe(before);

            await engine.KillAsync();

            // The reaper removes the rules, and the kernel the rest, in the background.
            for (var i = 0; i < 50 && await LookAsync(machine) != before; i++) await Task.Delay(20);
            (await LookAsync(machine)).ShouldBe(before);
            clients.ForEach(c => c.Dispose());
        }
    }

    [Fact]
    public async Task Engine_Killed_ItsPortsAreFree()
    {
        await using var engine = await NetworkProcess.StartAsync(OwnNetwork.Instance);
        var port = await engine.AttachAsync("one", new PortPublication(NetworkProcess.Inner, 0));

        await engine.KillAsync();

        // A program that it was just starting may have them a moment longer.
        SpinWait.SpinUntil(() => IsFree(port), TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var next = new TcpListener(IPAddress.Loopback, port);
            next.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<string> LookAsync(StandIn machine) =>
        await machine.LookAsync() + await machine.ShellAsync("iptables-legacy -S; ss -xaH | grep operon-subnet || true");
}

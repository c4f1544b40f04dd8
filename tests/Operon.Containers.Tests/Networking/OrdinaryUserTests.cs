using System.Net;
using System.Net.Sockets;

namespace Operon.Containers.Tests.Networking;

/// <summary>The network of an engine that is not root: in a user namespace, on a machine whose network it cannot change.</summary>
public sealed class OrdinaryUserTests
{
    private static readonly string[] AsUser = ["unshare", "--user", "--map-root-user", "--mount"];

    [Fact]
    public async Task Network_OfAnOrdinaryUser_HasNamesPortsAndAWayToTheWorld()
    {
        using var machine = await StandIn.CreateAsync();
        var before = await machine.LookAsync();
        using var world = Inside.Listen(machine.World, 8080);
        await using (var engine = await NetworkProcess.StartAsync(machine.HostPlace, AsUser))
        {
            engine.Egress.ShouldBe("-");
            var port = await engine.AttachAsync("one", new PortPublication(NetworkProcess.Inner, 0));
            await engine.AttachAsync("two", new PortPublication(NetworkProcess.Inner, 0));

            // Names, and by them one another.
            (await engine.ShellAsync("two", "busybox nslookup one {dns}")).ShouldContain("Address: ");
            (await engine.ShellAsync("two", $"a=$(busybox nslookup one {{dns}} | sed -n 's/^Address: //p'); busybox nc -w 5 $a {NetworkProcess.Inner} < /dev/null")).ShouldBe("one");

            // A published port.
            using var client = Inside.Socket(machine.Host, ProtocolType.Tcp);
            await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            var said = new byte[3];
            (await client.ReceiveAsync(said)).ShouldBe(3);
            said.ShouldBe("one"u8.ToArray());

            // The world, which sees the machine.
            var reaching = engine.ShellAsync("two", $"busybox nc -w 5 {StandIn.WorldAddress} 8080 < /dev/null");
            using (var accepted = await world.AcceptAsync().WaitAsync(TimeSpan.FromSeconds(10)))
            {
                ((IPEndPoint)accepted.RemoteEndPoint!).Address.ShouldBe(StandIn.HostAddress);
                await accepted.SendAsync("hello"u8.ToArray());
            }

            (await reaching).ShouldBe("hello");
        }

        await machine.ShouldComeToBeAsync(before);
    }

    [Fact]
    public async Task Network_WithoutTheDevice_HasNamesAndPortsAndSaysWhatIsMissing()
    {
        using var machine = await StandIn.CreateAsync();
        await using var engine = await NetworkProcess.StartAsync(machine.HostPlace, [.. AsUser, "sh", "-c", "mount -t tmpfs tmpfs /dev/net && exec \"$@\"", "sh"]);

        engine.Egress.ShouldContain("/dev/net/tun");
        await engine.AttachAsync("one", new PortPublication(NetworkProcess.Inner, 0));
        (await engine.ShellAsync("one", "busybox nslookup one {dns}")).ShouldContain("Address: ");
        (await engine.ShellAsync("one", $"busybox nc -w 5 {StandIn.WorldAddress} 8080 < /dev/null")).ShouldContain("unreachable");
    }

    [Fact]
    public async Task Port_ThatOnlyRootMayHave_IsADiagnostic()
    {
        using var machine = await StandIn.CreateAsync();
        await using var engine = await NetworkProcess.StartAsync(machine.HostPlace, AsUser);

        (await engine.TryAttachAsync("one", new PortPublication(NetworkProcess.Inner, 80))).ShouldStartWith("CON0034 port 80/tcp ");
    }

    [Fact]
    public async Task Engine_Killed_ItsHelperEnds()
    {
        using var machine = await StandIn.CreateAsync();
        await using var engine = await NetworkProcess.StartAsync(machine.HostPlace, AsUser);
        (await HelpersAsync(machine)).ShouldBe(1);

        await engine.KillAsync();

        for (var i = 0; i < 100 && await HelpersAsync(machine) > 0; i++) await Task.Delay(20);
        (await HelpersAsync(machine)).ShouldBe(0);
    }

    // Those in the machine's network: other tests may have some too.
    private static async Task<int> HelpersAsync(StandIn machine)
    {
        var said = await machine.ShellAsync("mine=$(readlink /proc/self/ns/net); for p in $(pidof slirp4netns); do [ \"$(readlink /proc/$p/ns/net)\" = \"$mine\" ] && echo $p; done; true");
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }
}

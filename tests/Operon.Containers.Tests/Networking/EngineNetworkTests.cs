using System.Net;
using System.Net.Sockets;
using Operon.Containers.Networking;
using Operon.Host.Linux.Netlink;

namespace Operon.Containers.Tests.Networking;

/// <summary>Containers of one engine on their bridge: addresses, names, what is left afterwards.</summary>
public sealed class EngineNetworkTests : IAsyncLifetime
{
    private EngineNetwork network = null!;

    public async ValueTask InitializeAsync() => network = await Start.NetworkAsync();

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task Attach_TwoContainers_ReachOneAnotherByAddress()
    {
        await using var server = await AttachAsync("server");
        await using var client = await AttachAsync("client");
        using var listener = Inside.Listen(server.Namespace, 8099);

        using var connection = Inside.Socket(client.Namespace, ProtocolType.Tcp);
        await connection.ConnectAsync(server.Address, 8099);

        using var accepted = await listener.AcceptAsync();
        ((IPEndPoint)accepted.RemoteEndPoint!).Address.ShouldBe(client.Address);
    }

    [Fact]
    public async Task Attach_TwoContainers_FindOneAnotherByName()
    {
        await using var server = await AttachAsync("server", "db.example");
        await using var client = await AttachAsync("client");

        foreach (var name in (string[])["server", "db.example", "DB.Example"])
        {
            var said = await Inside.ShellAsync(client.Namespace, $"busybox nslookup {name} {network.NameServer}");
            said.ShouldContain($"Address: {server.Address}");
        }
    }

    [Fact]
    public async Task Container_HasLoopbackOfBothKindsAndNoOtherSixAddress()
    {
        await using var container = await AttachAsync("one");

        var said = await Inside.ShellAsync(container.Namespace, "ip -o address | awk '{print $2, $4}'");

        said.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["lo 127.0.0.1/8", "lo ::1/128", $"eth0 {container.Address}/{network.Subnet.PrefixLength}"]);
    }

    [Fact]
    public async Task AttachAndDetach_TwoHundredTimes_LeaveNothing()
    {
        await using var lasting = await AttachAsync("lasting");
        await AttachAndDetachAsync(200);

        // Loopback, bridge, uplink, the lasting one's and two that are made ahead; the kernel removes the others in the background.
        const int expected = 6;
        var last = new List<int>();
        for (var i = 0; i < 1000 && !(last.Count >= 10 && last[^10..].TrueForAll(count => count == expected)); i++)
        {
            last.Add(CountLinks());
            await Task.Delay(20);
        }

        // One may be made before another is gone, so once is not enough.
        last[^10..].ShouldAllBe(count => count == expected);
    }

    [Fact]
    public async Task Attach_ManyAtOnce_HaveAddressesOfTheirOwn()
    {
        var containers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => AttachAsync($"c{i}"))));

        containers.Select(c => c.Address).Distinct().Count().ShouldBe(64);
        containers.ShouldAllBe(c => network.Subnet.Contains(c.Address));
        await Task.WhenAll(containers.Select(c => c.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Attach_AfterADetach_HasAnotherAddress()
    {
        var seen = new HashSet<IPAddress>();
        for (var i = 0; i < 50; i++)
        {
            await using var container = await AttachAsync("one");
            seen.Add(container.Address).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Attach_MoreThanABridgeCarries_IsADiagnostic()
    {
        var containers = new List<ContainerNetwork>();
        for (var i = 0; i < EngineNetwork.MaxContainers.Count; i++) containers.Add(await AttachAsync($"c{i}"));

        (await network.AttachAsync(new ContainerEndpoint("one-more"))).Error!.Rule.ShouldBe(NetworkRules.Full);

        await containers[0].DisposeAsync();
        containers[0] = await AttachAsync("instead");
        foreach (var container in containers) await container.DisposeAsync();

        // The kernel still removes them: the next ones wait for it.
        for (var i = 0; i < 50; i++) await (await AttachAsync($"next{i}")).DisposeAsync();
    }

    [Fact]
    public async Task Threads_OfTheProcess_AreInTheMachinesNetworkButForTheRouter()
    {
        await AttachAndDetachAsync(50);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => AttachAndDetachAsync(1))));

        var own = File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false)!.Name;
        var others = new List<string>();
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                if (new FileInfo($"{task}/ns/net").LinkTarget is { } space && !space.EndsWith(own, StringComparison.Ordinal)) others.Add((await File.ReadAllTextAsync($"{task}/comm")).Trim());
            }
            catch (IOException)
            {
                // It has ended.
                continue;
            }
        }

        // Those of other tests run beside.
        others.Except(["router", "host", "world", "inside"], StringComparer.Ordinal).ShouldBeEmpty();
    }

    private async Task AttachAndDetachAsync(int count)
    {
        for (var i = 0; i < count; i++) await (await AttachAsync(Guid.NewGuid().ToString("N"), "web")).DisposeAsync();
    }

    private int CountLinks() => network.Router.Run(() =>
    {
        using var links = RouteSocket.Open();
        return links.ReadLinks().Count;
    });

    private async Task<ContainerNetwork> AttachAsync(string id, params string[] names) => (await network.AttachAsync(new ContainerEndpoint(id) { Names = [.. names] })).Value;
}

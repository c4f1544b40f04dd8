using System.Net;
using System.Net.Sockets;
using Operon.Containers.Networking;

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

    private async Task<ContainerNetwork> AttachAsync(string id, params string[] names) => (await network.AttachAsync(new ContainerEndpoint(id) { Names = [.. names] })).Value;
}

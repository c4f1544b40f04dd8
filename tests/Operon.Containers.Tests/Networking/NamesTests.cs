using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Operon.Containers.Networking;

namespace Operon.Containers.Tests.Networking;

/// <summary>What containers are told when they ask for names.</summary>
public sealed class NamesTests : IAsyncLifetime
{
    private const int Address = 1;
    private const int Pointer = 12;
    private const int Text = 16;
    private const int SixAddress = 28;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private StandIn machine = null!;
    private EngineNetwork network = null!;
    private ContainerNetwork asking = null!;
    private string resolverFile = null!;

    public async ValueTask InitializeAsync()
    {
        machine = await StandIn.CreateAsync();
        resolverFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(resolverFile, $"# of the machine\nnameserver {StandIn.WorldAddress}\nsearch corp.example lab.example\n");
        network = (await EngineNetwork.StartAsync(machine.Settings with { ResolverFile = resolverFile })).Value;
        asking = await AttachAsync("asking");
    }

    public async ValueTask DisposeAsync()
    {
        await asking.DisposeAsync();
        await network.DisposeAsync();
        machine.Dispose();
        File.Delete(resolverFile);
    }

    [Fact]
    public async Task Name_OfSeveralContainers_IsBalanced()
    {
        await using var one = await AttachAsync("one", "web");
        await using var two = await AttachAsync("two", "web");
        await using var three = await AttachAsync("three", "web");
        var first = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var addresses = (await AskAsync("web", Address)).Addresses;
            addresses.Order(StringComparer.Ordinal).ShouldBe(new[] { one, two, three }.Select(c => c.Address.ToString()).Order(StringComparer.Ordinal));
            first.Add(addresses[0]);
        }

        first.GroupBy(a => a, StringComparer.Ordinal).ShouldAllBe(g => g.Count() == 2);
    }

    [Fact]
    public async Task Name_AfterTheContainer_IsGoneAtOnce()
    {
        using var upstream = Upstream((_, query) => Reply(query, 3));
        var one = await AttachAsync("one", "web");
        await using var two = await AttachAsync("two", "web");
        await one.DisposeAsync();

        (await AskAsync("web", Address)).Addresses.ShouldBe([two.Address.ToString()]);
        (await AskAsync("one", Address)).Code.ShouldBe(3);
    }

    [Theory]
    [InlineData("db.example.local")]
    [InlineData("DB.example.LOCAL")]
    public async Task Name_Dotted_IsFoundInAnyCase(string asked)
    {
        await using var container = await AttachAsync("one", "db.Example.local");

        (await AskAsync(asked, Address)).Addresses.ShouldBe([container.Address.ToString()]);
    }

    [Theory]
    [InlineData(SixAddress)]
    [InlineData(Text)]
    public async Task Name_OfAContainer_HasNothingElse(int type)
    {
        await using var container = await AttachAsync("one", "web");

        var reply = await AskAsync("web", type);

        (reply.Code, reply.Addresses.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Address_OfAContainer_HasItsName()
    {
        await using var container = await AttachAsync("0123456789abcdef", "web");
        var reversed = string.Join('.', container.Address.ToString().Split('.').Reverse());

        var reply = await AskAsync($"{reversed}.in-addr.arpa", Pointer);

        reply.Names.ShouldBe(["0123456789abcdef"]);
    }

    [Fact]
    public async Task Name_OfTheWorld_IsAskedOfTheMachinesServer()
    {
        using var upstream = Upstream((_, query) => Reply(query, 0, IPAddress.Parse("203.0.113.7")));

        (await AskAsync("www.example.com", Address)).Addresses.ShouldBe(["203.0.113.7"]);
    }

    [Fact]
    public async Task Name_OfTheWorld_LostDatagramIsSentAgain()
    {
        using var upstream = Upstream((count, query) => count == 1 ? null : Reply(query, 0, IPAddress.Parse("203.0.113.7")));

        (await AskAsync("www.example.com", Address)).Addresses.ShouldBe(["203.0.113.7"]);
    }

    [Fact]
    public async Task Name_OfTheWorld_ForgedRepliesAreIgnored()
    {
        using var upstream = Upstream((_, query) =>
        {
            var forged = Reply(query, 0, IPAddress.Parse("203.0.113.66"));
            forged[0] ^= 0xff;
            return forged;
        });

        // With another number it is no reply: as if nobody had answered.
        (await AskAgainAsync("www.example.com", Address)).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Name_OfTheWorld_NobodyAnswers_FailsAndThenAtOnce()
    {
        using var silent = Inside.Socket(machine.World, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(StandIn.WorldAddress, 53));
        (await AskAgainAsync("www.example.com", Address)).Code.ShouldBe(2);

        // All those that come now need not wait as long.
        var replies = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => AskAgainAsync($"w{i}.example.com", Address)));

        replies.ShouldAllBe(r => r.Code == 2);
    }

    [Fact]
    public async Task Name_LargeReply_IsFetchedByConnection()
    {
        using var upstream = Upstream((_, query) =>
        {
            var cut = Reply(query, 0);
            cut[2] |= 0x02;
            return cut;
        });
        using var large = UpstreamByConnection(query => Reply(query, 0, [.. Enumerable.Range(1, 200).Select(i => IPAddress.Parse($"203.0.113.{i}"))]));

        var reply = await AskAsync("large.example.com", Address);
        reply.IsCut.ShouldBeTrue();
        var whole = await AskByConnectionAsync("large.example.com", Address);

        whole.Addresses.Count.ShouldBe(200);
    }

    [Fact]
    public async Task Server_OfTheMachineChanges_TheNewOneIsAsked()
    {
        await File.WriteAllTextAsync(resolverFile, "nameserver 192.0.2.1\n");
        await File.WriteAllTextAsync(resolverFile, $"nameserver {StandIn.WorldAddress}\noptions rotate\n");
        using var upstream = Upstream((_, query) => Reply(query, 0, IPAddress.Parse("203.0.113.7")));

        (await AskAsync("www.example.com", Address)).Addresses.ShouldBe(["203.0.113.7"]);
    }

    [Fact]
    public async Task Datagrams_OfAnyBytes_NeverStopTheServer()
    {
        await using var container = await AttachAsync("one", "web");
        using var socket = Inside.Socket(asking.Namespace, ProtocolType.Udp);
        await socket.ConnectAsync(new IPEndPoint(network.NameServer, 53));
        var random = new Random(7);
        var wellFormed = Query("web", Address);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = i % 2 == 0 ? wellFormed[..random.Next(wellFormed.Length)] : [.. wellFormed];
            for (var flips = random.Next(6); flips > 0 && bytes.Length > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            await socket.SendAsync(bytes);
        }

        await socket.SendAsync(new byte[20_000]);
        await socket.SendAsync(ReadOnlyMemory<byte>.Empty);

        (await AskAgainAsync("web", Address)).Addresses.ShouldBe([container.Address.ToString()]);
    }

    [Fact]
    public async Task Query_ThatPointsAtItself_IsMalformed()
    {
        var query = Query("web", Address);
        query[12] = 0xc0;
        query[13] = 12;

        (await ExchangeAsync(query)).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Query_OfAnotherKind_IsNotImplemented()
    {
        var query = Query("web", Address);
        query[2] |= 0x20;

        (await ExchangeAsync(query)).Code.ShouldBe(4);
    }

    [Fact]
    public async Task Connections_ThatSayNothing_DoNotKeepOthersOut()
    {
        await using var container = await AttachAsync("one", "web");
        var idle = new List<Socket>();
        for (var i = 0; i < 60; i++)
        {
            idle.Add(Inside.Socket(asking.Namespace, ProtocolType.Tcp));
            await idle[^1].ConnectAsync(new IPEndPoint(network.NameServer, 53));
        }

        (await AskByConnectionAsync("web", Address)).Addresses.ShouldBe([container.Address.ToString()]);
        idle.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task Name_OfMoreContainersThanADatagramHolds_AllOfThemGetTheirTurn()
    {
        var containers = new List<ContainerNetwork>();
        for (var i = 0; i < 40; i++) containers.Add(await AttachAsync($"c{i}", "web"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 40; i++) seen.Add((await AskAsync("web", Address)).Addresses[0]);

        seen.Count.ShouldBe(40);
        (await AskByConnectionAsync("web", Address)).Addresses.Count.ShouldBe(40);
        foreach (var container in containers) await container.DisposeAsync();
    }

    [Fact]
    public async Task ProgramsOfAContainer_FindNamesByItsFiles()
    {
        await using var container = await AttachAsync("one", "web.test");
        var folder = Directory.CreateTempSubdirectory("operon-names-").FullName;
        await File.WriteAllTextAsync($"{folder}/resolv.conf", asking.ResolvConf);
        await File.WriteAllTextAsync($"{folder}/hosts", asking.Hosts);

        // The system's own resolver, which knows nothing of the server's address but by the file.
        var said = await Inside.ShellAsync(asking.Namespace, $"unshare -m sh -c 'mount --bind {folder}/resolv.conf /etc/resolv.conf; mount --bind {folder}/hosts /etc/hosts; getent ahostsv4 web.test; getent ahostsv4 one; getent hosts asking'");

        Directory.Delete(folder, recursive: true);
        said.Split('\n').Count(l => l.StartsWith(container.Address.ToString(), StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
        said.ShouldContain($"{asking.Address}");
        asking.ResolvConf.ShouldBe($"nameserver {network.NameServer}\nsearch corp.example lab.example\noptions ndots:0\n");
    }

    [Theory]
    [InlineData("my db")]
    [InlineData("a..b")]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task Name_ThatNobodyCanAskFor_IsWarnedOf(string name)
    {
        await using var container = await AttachAsync("one", name, "fine-one");

        container.Warnings.Select(w => w.Rule).ShouldBe([NetworkRules.UnusableName]);
        (await AskAsync("fine-one", Address)).Addresses.ShouldBe([container.Address.ToString()]);
    }

    private static byte[] Query(string name, int type)
    {
        using var query = new MemoryStream();
        query.Write([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        foreach (var label in name.Split('.'))
        {
            query.WriteByte((byte)label.Length);
            query.Write(Encoding.ASCII.GetBytes(label));
        }

        query.Write([0, 0, (byte)type, 0, 1]);
        return query.ToArray();
    }

    private static byte[] Reply(ReadOnlySpan<byte> query, int code, params IPAddress[] addresses)
    {
        using var reply = new MemoryStream();
        reply.Write(query);
        foreach (var address in addresses) reply.Write([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. address.GetAddressBytes()]);
        var bytes = reply.ToArray();
        bytes[2] = 0x81;
        bytes[3] = (byte)(0x80 | code);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)addresses.Length);
        return bytes;
    }

    private async Task<NameAnswer> AskAsync(string name, int type) => await ExchangeAsync(Query(name, type));

    // Of more than a socket holds the kernel drops some, so that clients ask again.
    private async Task<NameAnswer> AskAgainAsync(string name, int type)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return await AskAsync(name, type);
            }
            catch (OperationCanceledException) when (i < 5)
            {
                continue;
            }
        }
    }

    private async Task<NameAnswer> ExchangeAsync(byte[] query)
    {
        using var socket = Inside.Socket(asking.Namespace, ProtocolType.Udp);
        await socket.ConnectAsync(new IPEndPoint(network.NameServer, 53));
        await socket.SendAsync(query);
        var buffer = new byte[4096];
        using var late = new CancellationTokenSource(Patience);
        var length = await socket.ReceiveAsync(buffer, late.Token);
        return NameAnswer.Read(buffer[..length]);
    }

    private async Task<NameAnswer> AskByConnectionAsync(string name, int type)
    {
        using var socket = Inside.Socket(asking.Namespace, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(network.NameServer, 53)).WaitAsync(Patience);
        await using var stream = new NetworkStream(socket);
        var query = Query(name, type);
        await stream.WriteAsync(new byte[] { 0, (byte)query.Length }.Concat(query).ToArray());
        var length = new byte[2];
        using var late = new CancellationTokenSource(Patience);
        await stream.ReadExactlyAsync(length, late.Token);
        var reply = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(reply, late.Token);
        return NameAnswer.Read(reply);
    }

    private Socket Upstream(Func<int, byte[], byte[]?> answer)
    {
        var socket = Inside.Socket(machine.World, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(StandIn.WorldAddress, 53));
        _ = ServeAsync();
        return socket;

        async Task ServeAsync()
        {
            var buffer = new byte[4096];
            for (var count = 1; ; count++)
            {
                try
                {
                    var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                    if (answer(count, buffer[..received.ReceivedBytes]) is { } reply) await socket.SendToAsync(reply, received.RemoteEndPoint);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // The test is over.
                    return;
                }
            }
        }
    }

    private Socket UpstreamByConnection(Func<byte[], byte[]> answer)
    {
        var listener = Inside.Socket(machine.World, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(StandIn.WorldAddress, 53));
        listener.Listen();
        _ = ServeAsync();
        return listener;

        async Task ServeAsync()
        {
            using var client = await listener.AcceptAsync();
            var buffer = new byte[4096];
            var length = await client.ReceiveAsync(buffer);
            var reply = answer(buffer[2..length]);
            await client.SendAsync(new[] { (byte)(reply.Length >> 8), (byte)reply.Length }.Concat(reply).ToArray());
        }
    }

    private async Task<ContainerNetwork> AttachAsync(string id, params string[] names) => (await network.AttachAsync(new ContainerEndpoint(id) { Names = [.. names] })).Value;
}

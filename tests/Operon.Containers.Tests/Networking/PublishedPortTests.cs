using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Operon.Containers.Networking;

namespace Operon.Containers.Tests.Networking;

/// <summary>Ports of the machine that lead to containers.</summary>
public sealed class PublishedPortTests : IAsyncLifetime
{
    private const int Inner = 8099;
    private EngineNetwork network = null!;

    public async ValueTask InitializeAsync() => network = await Start.NetworkAsync();

    public ValueTask DisposeAsync() => network.DisposeAsync();

    [Fact]
    public async Task Tcp_BothDirections_ArriveAndEndEachForItself()
    {
        await using var container = await PublishAsync(new PortPublication(Inner, 0));
        using var listener = Inside.Listen(container.Namespace, Inner);
        using var client = await ConnectAsync(container);
        using var accepted = await listener.AcceptAsync();

        // The client says all it has to, ends its side, and is answered after that.
        var question = new byte[5_000_000];
        new Random(1).NextBytes(question);
        var sending = SendAllAsync(client, question);
        (await ReadAllAsync(accepted)).ShouldBe(question);
        await sending;
        await SendAllAsync(accepted, "answer"u8.ToArray());

        Encoding.UTF8.GetString(await ReadAllAsync(client)).ShouldBe("answer");
    }

    [Fact]
    public async Task Tcp_NobodyListensInTheContainer_IsReset()
    {
        await using var container = await PublishAsync(new PortPublication(Inner, 0));

        // It may be reset before the connection is known to be there.
        var failure = await Should.ThrowAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync(container);
            await client.ReceiveAsync(new byte[1]);
        });

        failure.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Tcp_ContainerResets_ClientSeesReset()
    {
        await using var container = await PublishAsync(new PortPublication(Inner, 0));
        using var listener = Inside.Listen(container.Namespace, Inner);
        using var client = await ConnectAsync(container);
        var accepted = await listener.AcceptAsync();
        accepted.LingerState = new LingerOption(true, 0);
        accepted.Dispose();

        var failure = await Should.ThrowAsync<SocketException>(() => client.ReceiveAsync(new byte[1]));

        failure.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Tcp_ContainerEndsAfterItsAnswer_AnswerArrives()
    {
        var container = await PublishAsync(new PortPublication(Inner, 0));
        var listener = Inside.Listen(container.Namespace, Inner);
        using var client = await ConnectAsync(container);
        var accepted = await listener.AcceptAsync();
        var answer = new byte[200_000];
        await SendAllAsync(accepted, answer);

        // As the kernel does with the sockets of a process that ends.
        accepted.Dispose();
        listener.Dispose();
        var reading = ReadAllAsync(client);
        await container.DisposeAsync();

        (await reading).Length.ShouldBe(answer.Length);
    }

    [Fact]
    public async Task Tcp_SlowReader_SlowsTheWriterDown()
    {
        await using var container = await PublishAsync(new PortPublication(Inner, 0));
        using var listener = Inside.Listen(container.Namespace, Inner);
        using var client = await ConnectAsync(container);
        using var accepted = await listener.AcceptAsync();
        var written = 0L;
        var chunk = new byte[1 << 20];

        // Nobody reads: after what the buffers hold, the writer is held up.
        while (true)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                written += await client.SendAsync(chunk, late.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            written.ShouldBeLessThan(64L << 20);
        }
    }

    [Fact]
    public async Task Tcp_AfterTheContainer_PortIsFreeAgainAtOnce()
    {
        var port = FreeRange(1);
        var container = await PublishAsync(new PortPublication(Inner, port));

        using (var listener = Inside.Listen(container.Namespace, Inner))
        {
            // The machine's side closes first and would keep the port for a minute.
            using var client = await ConnectAsync(container);
            using var accepted = await listener.AcceptAsync();
            accepted.Dispose();
            (await ReadAllAsync(client)).ShouldBeEmpty();
        }

        await container.DisposeAsync();
        await using var next = await PublishAsync(new PortPublication(Inner, port));

        next.Published[0].Port.ShouldBe(port);
    }

    [Theory]
    [InlineData(PortProtocol.Tcp)]
    [InlineData(PortProtocol.Udp)]
    public async Task Port_WhileProgramsAreStarted_IsFreeAgainAtOnce(PortProtocol protocol)
    {
        // Such a program has all that this process has open, until it runs.
        using var enough = new CancellationTokenSource();
        var starting = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartPrograms(enough.Token))));
        var port = FreeRange(1);
        try
        {
            for (var i = 0; i < 100; i++)
            {
                var result = await network.AttachAsync(new ContainerEndpoint("published") { Ports = [new PortPublication(Inner, port) { Protocol = protocol }] });
                result.Error?.Message.ShouldBeNull($"time {i}");
                await result.Value.DisposeAsync();
            }
        }
        finally
        {
            await enough.CancelAsync();
            await starting;
        }
    }

    [Fact]
    public async Task Ports_WithoutAsking_AreOnLoopbackOnly()
    {
        await using var container = await PublishAsync(new PortPublication(Inner, 0), new PortPublication(Inner, 0) { Protocol = PortProtocol.Udp });

        container.Published.ShouldAllBe(p => IPAddress.IsLoopback(p.Address));
        container.Published.Select(p => p.Address).Distinct().ShouldBe([IPAddress.Loopback, IPAddress.IPv6Loopback]);
    }

    [Fact]
    public async Task Ports_AskedFor_AreOpenToOthers()
    {
        await using var container = await PublishAsync(new PortPublication(Inner, 0) { IsOpenToOthers = true });

        container.Published.Select(p => p.Address).ShouldBe([IPAddress.Any, IPAddress.IPv6Any]);
    }

    [Fact]
    public async Task Range_EachPort_LeadsToItsOwn()
    {
        var first = FreeRange(3);
        await using var container = await PublishAsync(new PortPublication(Inner, first) { Count = 3 });
        using var listener = Inside.Listen(container.Namespace, Inner + 2);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        await client.ConnectAsync(IPAddress.Loopback, first + 2);

        using var accepted = await listener.AcceptAsync();
        container.Published.Select(p => p.Port).Distinct().ShouldBe([first, first + 1, first + 2]);
    }

    [Fact]
    public async Task Udp_Datagrams_ArriveAndAreAnswered()
    {
        await using var container = await PublishAsync(new PortPublication(Inner, 0) { Protocol = PortProtocol.Udp });
        using var server = Inside.Socket(container.Namespace, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Any, Inner));
        _ = EchoAsync(server);
        foreach (var at in container.Published)
        {
            using var one = new UdpClient(at.AddressFamily);
            using var other = new UdpClient(at.AddressFamily);
            await one.SendAsync("one"u8.ToArray(), at);
            await other.SendAsync("other"u8.ToArray(), at);

            Encoding.UTF8.GetString((await one.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(10))).Buffer).ShouldBe("one");
            Encoding.UTF8.GetString((await other.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(10))).Buffer).ShouldBe("other");
        }
    }

    [Fact]
    public async Task Udp_MoreClientsThanAreKept_TheLastAreServed()
    {
        await using var container = await PublishAsync(new PortPublication(Inner, 0) { Protocol = PortProtocol.Udp });
        using var server = Inside.Socket(container.Namespace, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Any, Inner));
        _ = EchoAsync(server);
        for (var i = 0; i < 1_200; i++)
        {
            using var client = new UdpClient(AddressFamily.InterNetwork);
            await client.SendAsync("hello"u8.ToArray(), container.Published[0]);
            if (i % 100 == 0) await client.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Port_Taken_DiagnosticNamesPortAndProcess()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var result = await network.AttachAsync(new ContainerEndpoint("taken") { Ports = [new PortPublication(Inner, port)] });

        result.Error!.Rule.ShouldBe(NetworkRules.PortTaken);
        result.Error.Message.ShouldStartWith($"port {port}/tcp is taken by ");
        result.Error.Message.ShouldContain($"(process {Environment.ProcessId})");
    }

    [Fact]
    public async Task Port_SecondOfARangeTaken_NothingIsLeftOfTheFirst()
    {
        var first = FreeRange(2);
        await using var other = await PublishAsync(new PortPublication(Inner, first + 1));

        var result = await network.AttachAsync(new ContainerEndpoint("taken") { Ports = [new PortPublication(Inner, first) { Count = 2 }] });

        result.Error!.Rule.ShouldBe(NetworkRules.PortTaken);
        await using var next = await PublishAsync(new PortPublication(Inner, first));
        next.Published[0].Port.ShouldBe(first);
    }

    [Theory]
    [InlineData(0, 80, 1)]
    [InlineData(80, -1, 1)]
    [InlineData(65535, 8000, 2)]
    [InlineData(80, 65535, 2)]
    [InlineData(80, 8000, 0)]
    [InlineData(80, 0, 2)]
    public async Task Port_Impossible_IsADiagnostic(int inside, int outside, int count)
    {
        var result = await network.AttachAsync(new ContainerEndpoint("impossible") { Ports = [new PortPublication(inside, outside) { Count = count }] });

        result.Error!.Rule.ShouldBe(NetworkRules.PortUnusable);
    }

    private static async Task<Socket> ConnectAsync(ContainerNetwork container)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(container.Published[0]);
        return client;
    }

    private static async Task SendAllAsync(Socket socket, byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent));
        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> ReadAllAsync(Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await socket.ReceiveAsync(buffer, late.Token) is var length && length > 0) all.Write(buffer, 0, length);
        return all.ToArray();
    }

    private static async Task EchoAsync(Socket server)
    {
        var buffer = new byte[100];
        try
        {
            while (true)
            {
                var received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                await server.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);
            }
        }
        catch (SocketException)
        {
            // The test is over.
            return;
        }
        catch (ObjectDisposedException)
        {
            return;
        }
    }

    private static void StartPrograms(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var program = Process.Start("/bin/true");
            program.WaitForExit();
        }
    }

    // Below those that clients get from the kernel, of which there are many in these tests.
    private static int FreeRange(int count)
    {
        for (var first = 20_000; ; first += count)
        {
            var listeners = Enumerable.Range(first, count).Select(p => new TcpListener(IPAddress.Loopback, p)).ToArray();
            try
            {
                foreach (var listener in listeners) listener.Start();
                return first;
            }
            catch (SocketException)
            {
                // The next ones then.
                continue;
            }
            finally
            {
                foreach (var listener in listeners) listener.Dispose();
            }
        }
    }

    private async Task<ContainerNetwork> PublishAsync(params PortPublication[] ports) => (await network.AttachAsync(new ContainerEndpoint("published") { Ports = [.. ports] })).Value;
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Operon.Host.Linux;

namespace Operon.Containers.Networking.Names;

/// <summary>
/// The name server of the containers: it knows their names and passes all else on to those of the machine. Answers to one name of
/// several containers begin with another one each time, so that their load is balanced.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NameServer : IAsyncDisposable
{
    private const int Port = 53;
    private const int LargestMessage = ushort.MaxValue;

    /// <summary>What every client can take by datagram (RFC 1035, 2.3.4).</summary>
    private const int SmallestLimit = 512;
    private const int MostForwarded = 256;
    private const int MostConnections = 64;
    private const string ReverseSuffix = ".in-addr.arpa";
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly NameTable names;
    private readonly UpstreamResolvers upstream;
    private readonly IPNetwork subnet;
    private readonly TimeProvider time;
    private readonly Socket datagrams;
    private readonly Socket listener;
    private readonly CancellationTokenSource closing = new();
    private readonly RunningWork work = new();
    private readonly SemaphoreSlim forwarded = new(MostForwarded);
    private readonly SemaphoreSlim connections = new(MostConnections);

    private NameServer(NameTable names, UpstreamResolvers upstream, IPNetwork subnet, TimeProvider time, Socket datagrams, Socket listener)
    {
        this.names = names;
        this.upstream = upstream;
        this.subnet = subnet;
        this.time = time;
        this.datagrams = datagrams;
        this.listener = listener;
    }

    /// <summary>Starts it.</summary>
    /// <param name="place">Where it can be asked.</param>
    /// <param name="address">Its address there.</param>
    /// <param name="names">The names it knows.</param>
    /// <param name="subnet">The addresses whose names it knows.</param>
    /// <param name="upstream">Whom it asks for others.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SocketException">It cannot listen.</exception>
    public static NameServer Start(INetworkPlace place, IPAddress address, NameTable names, IPNetwork subnet, UpstreamResolvers upstream, TimeProvider time)
    {
        var server = new NameServer(
            names,
            upstream,
            subnet,
            time,
            place.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)),
            place.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)));
        try
        {
            server.datagrams.Bind(new IPEndPoint(address, Port));
            server.listener.Bind(new IPEndPoint(address, Port));
            server.listener.Listen();
        }
        catch
        {
            server.datagrams.Dispose();
            server.listener.Dispose();
            throw;
        }

        server.work.Start(server.ServeDatagramsAsync);
        server.work.Start(server.ServeConnectionsAsync);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        datagrams.Dispose();
        listener.Dispose();
        await work.EndAsync();
        closing.Dispose();
        forwarded.Dispose();
        connections.Dispose();
    }

    private async Task ServeDatagramsAsync()
    {
        var buffer = new byte[LargestMessage];
        var any = new IPEndPoint(IPAddress.Any, 0);
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var received = await datagrams.ReceiveFromAsync(buffer, SocketFlags.None, any, closing.Token);
                var query = buffer[..received.ReceivedBytes];
                var client = received.RemoteEndPoint;
                if (ReplyTo(query, SmallestLimit, out var question) is { } reply) await SendAsync(reply, client);
                else if (question is { } open) Forward(query, open, client);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One bad datagram is no reason to end; what closes the socket ends the loop.
                continue;
            }
        }
    }

    private void Forward(byte[] query, NameQuestion question, EndPoint client) => work.Start(async () =>
    {
        var reply = default(byte[]);
        if (await forwarded.WaitAsync(TimeSpan.Zero))
        {
            try
            {
                reply = await upstream.AskAsync(query, question, closing.Token);
            }
            finally
            {
                forwarded.Release();
            }
        }

        await SendAsync(reply ?? NameReply.Empty(query, question.End, NameOutcome.Failed), client);
    });

    private async Task SendAsync(byte[] reply, EndPoint client)
    {
        try
        {
            await datagrams.SendToAsync(reply, SocketFlags.None, client, closing.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or the server is about to be.
            return;
        }
    }

    private async Task ServeConnectionsAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await connections.WaitAsync(closing.Token);
                var client = await listener.AcceptAsync(closing.Token);
                work.Start(() => ServeConnectionAsync(client));
            }
            catch (SocketException)
            {
                // Such as too many open files, which others may close soon.
                connections.Release();
                await Task.WhenAny(Task.Delay(PauseAfterFailure, time, closing.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeConnectionAsync(Socket client)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);

            // As with relays: when this process is killed, nothing is to wait for the other side.
            client.LingerState = new LingerOption(true, 0);
            while (await ServeNextAsync(stream))
            {
            }

            client.LingerState = new LingerOption(false, 0);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Clients leave when they like.
            return;
        }
        finally
        {
            connections.Release();
        }
    }

    private async Task<bool> ServeNextAsync(NetworkStream stream)
    {
        using var idle = new CancellationTokenSource(IdleConnection, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, closing.Token);
        if (await NameConnection.ReadAsync(stream, either.Token) is not { } query) return false;
        var reply = ReplyTo(query, LargestMessage, out var question);
        if (reply is null && question is not { }) return false;
        reply ??= await upstream.AskByConnectionAsync(query, question!.Value, either.Token) ?? NameReply.Empty(query, question.Value.End, NameOutcome.Failed);
        await NameConnection.WriteAsync(stream, reply, either.Token);
        return true;
    }

    /// <summary>The reply of this server; null with a question that others are to be asked, null without one when there is nothing to say.</summary>
    private byte[]? ReplyTo(byte[] query, int room, out NameQuestion? question)
    {
        question = null;

        // Too short for a query, or a reply, which nobody here asked for.
        if (query.Length < NameQuestion.HeadSize || (query[2] & 0x80) != 0) return null;
        if ((query[2] & 0x78) != 0) return NameReply.Empty(query, 0, NameOutcome.NotImplemented);
        if (NameQuestion.Read(query) is not { } asked) return NameReply.Empty(query, 0, NameOutcome.Malformed);
        if (asked.Class == NameQuestion.Internet)
        {
            var found = names.Find(asked.Name);
            if (!found.IsEmpty)
            {
                // What a container does not have, such as an IPv6 address, nobody else can know of it.
                return asked.Type is NameQuestion.AddressType or NameQuestion.AnyType
                    ? NameReply.Addresses(query, asked, found, room)
                    : NameReply.Empty(query, asked.End, NameOutcome.Found);
            }

            if (asked.Type == NameQuestion.PointerType && OwnAddress(asked.Name) is { } address)
            {
                return names.NameOf(address) is { } name && NameQuestion.CanBeAsked(name) ? NameReply.Pointer(query, asked, name) : NameReply.Empty(query, asked.End, NameOutcome.NoSuchName);
            }
        }

        question = asked;
        return null;
    }

    private IPAddress? OwnAddress(string name)
    {
        if (!name.EndsWith(ReverseSuffix, StringComparison.OrdinalIgnoreCase)) return null;
        var parts = name[..^ReverseSuffix.Length].Split('.');
        if (parts.Length != 4) return null;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < 4; i++)
        {
            if (!byte.TryParse(parts[3 - i], System.Globalization.NumberStyles.None, null, out bytes[i])) return null;
        }

        var address = new IPAddress(bytes);
        return subnet.Contains(address) ? address : null;
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Operon.Host.Linux;

namespace Operon.Containers.Networking.Names;

/// <summary>Passes queries on to the name servers of the machine.</summary>
/// <param name="host">The machine, from where they are asked.</param>
/// <param name="file">Which they are.</param>
/// <param name="time">The clock.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class UpstreamResolvers(INetworkPlace host, ResolverFile file, TimeProvider time)
{
    // Programs give up after five seconds, as a rule.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    // Where nobody answers, as on a train, not each query needs to find out anew.
    private static readonly TimeSpan Resignation = TimeSpan.FromSeconds(2);

    private const int LargestMessage = ushort.MaxValue;
    private long resignedAt;

    /// <summary>Asks by datagram.</summary>
    /// <param name="query">The query; its question is well-formed.</param>
    /// <param name="question">Its question.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The reply; null when nobody gave one.</returns>
    public Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, NameQuestion question, CancellationToken cancellation) =>
        AskAsync(query, question, SocketType.Dgram, cancellation);

    /// <summary>Asks by connection, for replies that are too large for a datagram.</summary>
    public Task<byte[]?> AskByConnectionAsync(ReadOnlyMemory<byte> query, NameQuestion question, CancellationToken cancellation) =>
        AskAsync(query, question, SocketType.Stream, cancellation);

    private async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, NameQuestion question, SocketType type, CancellationToken cancellation)
    {
        var since = Volatile.Read(ref resignedAt);
        if (since != 0 && time.GetElapsedTime(since) < Resignation) return null;
        var servers = file.Servers;

        // The only one is asked a second time: datagrams get lost.
        foreach (var server in servers.Length == 1 && type == SocketType.Dgram ? [servers[0], servers[0]] : servers)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            try
            {
                var asked = query.ToArray();

                // Whoever guesses ports and numbers must not be able to slip in a reply.
                RandomNumberGenerator.Fill(asked.AsSpan(0, 2));
                var reply = type == SocketType.Dgram ? await ExchangeAsync(server, asked, question, either.Token) : await ConverseAsync(server, asked, question, either.Token);
                query.Span[..2].CopyTo(reply);
                Volatile.Write(ref resignedAt, 0);
                return reply;
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                if (cancellation.IsCancellationRequested) return null;
            }
        }

        Volatile.Write(ref resignedAt, time.GetTimestamp());
        return null;
    }

    private async Task<byte[]> ExchangeAsync(IPEndPoint server, byte[] query, NameQuestion question, CancellationToken cancellation)
    {
        using var socket = host.Run(() => new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        await socket.ConnectAsync(server, cancellation);
        await socket.SendAsync(query, cancellation);
        var buffer = new byte[LargestMessage];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancellation);
            if (IsReply(buffer.AsSpan(0, length), query, question)) return buffer[..length];
        }
    }

    private async Task<byte[]> ConverseAsync(IPEndPoint server, byte[] query, NameQuestion question, CancellationToken cancellation)
    {
        using var socket = host.Run(() => new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        await socket.ConnectAsync(server, cancellation);
        await using var stream = new NetworkStream(socket);
        await NameConnection.WriteAsync(stream, query, cancellation);
        var reply = await NameConnection.ReadAsync(stream, cancellation);
        return reply is not null && IsReply(reply, query, question) ? reply : throw new IOException("the name server gave no reply");
    }

    private static bool IsReply(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> query, NameQuestion question) =>
        reply.Length >= NameQuestion.HeadSize
        && BinaryPrimitives.ReadUInt16BigEndian(reply) == BinaryPrimitives.ReadUInt16BigEndian(query)
        && (reply[2] & 0x80) != 0
        && (NameQuestion.Read(reply) is not { } echoed || (echoed.Type == question.Type && echoed.Name.Equals(question.Name, StringComparison.OrdinalIgnoreCase)));
}

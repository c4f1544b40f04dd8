using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Operon.Host.Linux;

namespace Operon.Containers.Networking.Ports;

/// <summary>Passes on datagrams. Each client has a socket of its own to the container, so that replies find their way back.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UdpRelay : IRelay
{
    private const int LargestDatagram = ushort.MaxValue;
    private const int MostClients = 1024;
    private static readonly TimeSpan IdleClient = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    private readonly Socket listener;
    private readonly IPEndPoint target;
    private readonly INetworkPlace router;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource closing = new();
    private readonly RunningWork work = new();
    private readonly ConcurrentDictionary<EndPoint, Client> clients = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="listener">Bound to the port.</param>
    /// <param name="target">The port of the container.</param>
    /// <param name="router">From where the container can be reached.</param>
    /// <param name="time">The clock.</param>
    public UdpRelay(Socket listener, IPEndPoint target, INetworkPlace router, TimeProvider time)
    {
        this.listener = listener;
        this.target = target;
        this.router = router;
        this.time = time;
        Listening = (IPEndPoint)listener.LocalEndPoint!;
        work.Start(ReceiveAsync);
        work.Start(SweepAsync);
    }

    /// <inheritdoc/>
    public IPEndPoint Listening { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
        await work.EndAsync();
        closing.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[LargestDatagram];
        var any = new IPEndPoint(listener.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var received = await listener.ReceiveFromAsync(buffer, SocketFlags.None, any, closing.Token);
                var client = ClientOf(received.RemoteEndPoint);
                client.UsedAt = time.GetTimestamp();
                await client.Socket.SendAsync(buffer.AsMemory(0, received.ReceivedBytes), closing.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Datagrams may get lost; nobody may listen in the container yet.
                continue;
            }
        }

        foreach (var client in clients.Values) client.Socket.Dispose();
    }

    private Client ClientOf(EndPoint endPoint)
    {
        if (clients.TryGetValue(endPoint, out var known)) return known;
        if (clients.Count >= MostClients) Remove(clients.MinBy(c => c.Value.UsedAt));
        var socket = router.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        var client = new Client(socket) { UsedAt = time.GetTimestamp() };
        clients[endPoint] = client;
        socket.Connect(target);
        work.Start(() => ReturnAsync(endPoint, client));
        return client;
    }

    private async Task ReturnAsync(EndPoint endPoint, Client client)
    {
        var buffer = new byte[LargestDatagram];
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var length = await client.Socket.ReceiveAsync(buffer, closing.Token);
                client.UsedAt = time.GetTimestamp();
                await listener.SendToAsync(buffer.AsMemory(0, length), SocketFlags.None, endPoint, closing.Token);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                // Nobody listens in the container yet, or no more.
                continue;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task SweepAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Round, time);
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                foreach (var client in clients.Where(c => time.GetElapsedTime(c.Value.UsedAt) > IdleClient)) Remove(client);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private void Remove(KeyValuePair<EndPoint, Client> client)
    {
        if (clients.TryRemove(client)) client.Value.Socket.Dispose();
    }

    private sealed class Client(Socket socket)
    {
        private long usedAt;

        public Socket Socket { get; } = socket;

        public long UsedAt
        {
            get => Volatile.Read(ref usedAt);
            set => Volatile.Write(ref usedAt, value);
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Operon.Host.Linux;

namespace Operon.Containers.Networking.Ports;

/// <summary>
/// Passes on connections. Each direction ends for itself, as it does without a relay; a connection that the container refuses or
/// resets is reset. No more is read from one side than the other takes.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TcpRelay : IRelay
{
    private const int MostConnections = 1024;
    private const int Waiting = 512;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket listener;
    private readonly IPEndPoint target;
    private readonly INetworkPlace router;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource closing = new();
    private readonly RunningWork work = new();
    private readonly SemaphoreSlim connections = new(MostConnections);

    /// <summary>Begins to listen.</summary>
    /// <param name="listener">Bound to the port.</param>
    /// <param name="target">The port of the container.</param>
    /// <param name="router">From where the container can be reached.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SocketException">Somebody else listens there.</exception>
    public TcpRelay(Socket listener, IPEndPoint target, INetworkPlace router, TimeProvider time)
    {
        this.listener = listener;
        this.target = target;
        this.router = router;
        this.time = time;
        listener.Listen(Waiting);
        Listening = (IPEndPoint)listener.LocalEndPoint!;
        work.Start(AcceptAsync);
    }

    /// <inheritdoc/>
    public IPEndPoint Listening { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await closing.CancelAsync();
        await work.EndAsync();
        closing.Dispose();
        connections.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await connections.WaitAsync(closing.Token);
                var client = await AcceptNextAsync();
                work.Start(() => RelayAsync(client));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<Socket> AcceptNextAsync()
    {
        while (true)
        {
            try
            {
                return await listener.AcceptAsync(closing.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Such as too many open files, which others may close soon.
                await Task.Delay(PauseAfterFailure, time, closing.Token);
            }
        }
    }

    private async Task RelayAsync(Socket client)
    {
        try
        {
            using var connection = new RelayedConnection(client);
            await connection.RelayAsync(target, router, time, closing.Token);
        }
        finally
        {
            connections.Release();
        }
    }
}

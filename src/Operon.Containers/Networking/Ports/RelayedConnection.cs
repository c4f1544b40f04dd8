using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Operon.Host.Linux;

namespace Operon.Containers.Networking.Ports;

/// <summary>One connection that is passed on.</summary>
/// <param name="client">Its end outside.</param>
internal sealed class RelayedConnection(Socket client) : IDisposable
{
    private const int BufferSize = 1 << 16;
    private static readonly TimeSpan PatienceToConnect = TimeSpan.FromSeconds(10);

    // When the container has ended, what it sent last still arrives; its side ends as soon as that is read. Only who does not read makes it last.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private Socket? container;

    /// <summary>Passes on until both directions have ended, or the port is closed.</summary>
    /// <param name="target">The port of the container.</param>
    /// <param name="router">From where it can be reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="closing">Ends it, as the container has.</param>
    public async Task RelayAsync(IPEndPoint target, INetworkPlace router, TimeProvider time, CancellationToken closing)
    {
        try
        {
            container = router.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            await ConnectAsync(container, target, time, closing);

            // If this process is killed it is reset: one that waits for the end of a container that is gone would keep the router for minutes.
            container.LingerState = new LingerOption(true, 0);
            client.NoDelay = container.NoDelay = true;
            var outgoing = PumpAsync(container, client);
            var both = Task.WhenAll(outgoing, PumpAsync(client, container));
            var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = closing.Register(closed.SetResult);
            if (await Task.WhenAny(both, closed.Task) == closed.Task)
            {
                await Task.WhenAny(outgoing, Task.Delay(Grace, time, CancellationToken.None));
                if (outgoing.IsCompletedSuccessfully) client.Dispose();
                Reset();
            }

            await both;
            container.LingerState = new LingerOption(false, 0);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        container?.Dispose();
    }

    private static async Task ConnectAsync(Socket container, IPEndPoint target, TimeProvider time, CancellationToken closing)
    {
        using var patience = new CancellationTokenSource(PatienceToConnect, time);
        await using var hurry = closing.Register(() => patience.CancelAfter(Grace));
        await container.ConnectAsync(target, patience.Token);
    }

    private static void Reset(Socket? socket)
    {
        try
        {
            socket?.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
            return;
        }

        socket?.Dispose();
    }

    private void Reset()
    {
        Reset(client);
        Reset(container);
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await from.ReceiveAsync(buffer) is var length && length > 0)
            {
                for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // What one side does to a connection the other is to see.
            Reset();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

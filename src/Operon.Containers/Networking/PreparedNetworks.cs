using System.Collections.Concurrent;
using System.Net;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Operon.Host.Linux.Netlink;

namespace Operon.Containers.Networking;

/// <summary>Namespaces for containers, some made ahead, so that the next container need not wait for its own.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PreparedNetworks(Router router, IPNetwork subnet, IPAddress? gateway, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How many containers can be there at once: the addresses of a subnet and the ports of a bridge, less some whose end takes the kernel a moment.</summary>
    public const int Most = 1000;

    /// <summary>Of those, the router, the uplink and the name server have the first.</summary>
    private const int FirstPlace = 3;
    private const int Places = (1 << (32 - SubnetLease.PrefixLength)) - FirstPlace - 1;
    private const int Ahead = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private const int MostPauses = 100;

    private readonly AddressPool addresses = new(FirstPlace, Places);
    private readonly ConcurrentQueue<PreparedNetwork> ready = new();
    private readonly RunningWork work = new();
    private readonly SemaphoreSlim making = new(1);
    private readonly SemaphoreSlim places = new(Most);

    /// <summary>Begins to make some ahead.</summary>
    public void Refill() => work.Start(async () =>
    {
        await Task.Yield();
        if (!await making.WaitAsync(TimeSpan.Zero)) return;
        try
        {
            while (ready.Count < Ahead && TryMake() is { } made) ready.Enqueue(made);
        }
        catch (IOException)
        {
            // Whoever needs one tries again and says what is wrong.
            return;
        }
        finally
        {
            making.Release();
        }
    });

    /// <summary>One for a container; null when there are too many.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public async Task<PreparedNetwork?> TakeAsync()
    {
        // Places of containers that have ended are given back a moment later.
        if (!await places.WaitAsync(Pause * MostPauses)) return null;
        try
        {
            for (var pauses = 0; ; pauses++)
            {
                try
                {
                    if (ready.TryDequeue(out var network) || (network = TryMake()) is not null) return network;
                    if (pauses == MostPauses) throw new IOException("no address is free");
                }
                catch (NetlinkException e) when (e.IsFull && pauses < MostPauses)
                {
                    // The kernel takes its time to remove the ports of containers that have ended.
                }

                await Task.Delay(Pause, time);
            }
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    /// <summary>Ends the namespace of a container, unless a process still lives in it.</summary>
    public void Return(PreparedNetwork network)
    {
        End(network);
        places.Release();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await work.EndAsync();
        while (ready.TryDequeue(out var network)) End(network);
        making.Dispose();
        places.Dispose();
    }

    private void End(PreparedNetwork network)
    {
        // Its links go with it, in the background; removing them one by one would take 18 ms each.
        network.Namespace.Dispose();
        addresses.Return(network.Place);
    }

    private PreparedNetwork? TryMake()
    {
        if (addresses.Take() is not { } place) return null;
        try
        {
            var address = subnet.At(place);
            return new PreparedNetwork(place, address, router.AddContainer(address, gateway));
        }
        catch
        {
            addresses.Return(place);
            throw;
        }
    }
}

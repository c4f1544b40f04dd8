using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Operon.Testing.Registries;

/// <summary>Ports of this machine.</summary>
public static class LoopbackPort
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>One that nobody listens on now, and that this process was not given before.</summary>
    public static int Free()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (Given.TryAdd(port, true)) return port;
        }
    }
}

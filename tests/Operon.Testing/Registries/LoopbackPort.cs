using System.Net;
using System.Net.Sockets;

namespace Operon.Testing.Registries;

/// <summary>Ports of this machine.</summary>
public static class LoopbackPort
{
    /// <summary>One that nobody listens on now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

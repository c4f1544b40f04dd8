using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking.Ports;

/// <summary>Opens the published ports of a container.</summary>
/// <param name="host">The machine.</param>
/// <param name="router">From where containers can be reached.</param>
/// <param name="time">The clock.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class PortPublisher(INetworkPlace host, INetworkPlace router, TimeProvider time)
{
    private const int LastPort = 65535;

    // A program that another thread is just starting has what was closed here until it runs.
    private static readonly TimeSpan LongestTaken = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(5);

    /// <summary>Opens all of them or, when one cannot be, none.</summary>
    /// <param name="publications">The ports.</param>
    /// <param name="container">Where they lead to.</param>
    public async Task<Result<ImmutableArray<IRelay>>> OpenAsync(ImmutableArray<PortPublication> publications, IPAddress container)
    {
        var relays = ImmutableArray.CreateBuilder<IRelay>();
        foreach (var publication in publications)
        {
            if (await OpenAsync(publication, container, relays) is not { } problem) continue;
            foreach (var relay in relays) await relay.DisposeAsync();
            return problem;
        }

        return relays.ToImmutable();
    }

    private async Task<Diagnostic?> OpenAsync(PortPublication publication, IPAddress container, ImmutableArray<IRelay>.Builder relays)
    {
        if (Problem(publication) is { } problem) return problem;
        for (var i = 0; i < publication.Count; i++)
        {
            var target = new IPEndPoint(container, publication.ContainerPort + i);
            var port = publication.HostPort == 0 ? 0 : publication.HostPort + i;
            var (main, second) = publication.IsOpenToOthers ? (IPAddress.Any, IPAddress.IPv6Any) : (IPAddress.Loopback, IPAddress.IPv6Loopback);
            try
            {
                relays.Add(await ListenAsync(new IPEndPoint(main, port), target, publication.Protocol));
                port = relays[^1].Listening.Port;
                relays.Add(await ListenAsync(new IPEndPoint(second, port), target, publication.Protocol));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
            {
                // A machine without IPv6.
                continue;
            }
            catch (SocketException e)
            {
                return Explain(publication, port, e);
            }
        }

        return null;
    }

    private async Task<IRelay> ListenAsync(IPEndPoint at, IPEndPoint target, PortProtocol protocol)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            try
            {
                return Listen(at, target, protocol);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && time.GetElapsedTime(begin) < LongestTaken)
            {
                await Task.Delay(BetweenTries, time);
            }
        }
    }

    private IRelay Listen(IPEndPoint at, IPEndPoint target, PortProtocol protocol)
    {
        var isUdp = protocol == PortProtocol.Udp;
        var socket = host.Run(() => new Socket(at.AddressFamily, isUdp ? SocketType.Dgram : SocketType.Stream, isUdp ? ProtocolType.Udp : ProtocolType.Tcp));
        try
        {
            if (at.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(at);
            return isUdp ? new UdpRelay(socket, target, router, time) : new TcpRelay(socket, target, router, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Diagnostic Explain(PortPublication publication, int port, SocketException failure)
    {
        var name = $"{port}/{(publication.Protocol == PortProtocol.Udp ? "udp" : "tcp")}";
        return failure.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => new Diagnostic(NetworkRules.PortTaken, $"port {name} is taken{(host.Run(() => PortHolder.Find(port, publication.Protocol)) is { } holder ? $" by {holder}" : "")}")
            {
                Fix = "end what listens there, or publish another port of this machine",
            },
            SocketError.AccessDenied => new Diagnostic(NetworkRules.PortForbidden, $"port {name} cannot be published by this user")
            {
                Expected = "a port from 1024 on",
                Fix = $"publish another port, run as root, or allow it to all: sysctl net.ipv4.ip_unprivileged_port_start={port}",
            },
            _ => new Diagnostic(NetworkRules.PortUnusable, $"port {name} cannot be published: {failure.Message}"),
        };
    }

    private static Diagnostic? Problem(PortPublication publication)
    {
        var (inside, outside, count) = (publication.ContainerPort, publication.HostPort, publication.Count);
        if (count >= 1 && inside >= 1 && inside + count - 1 <= LastPort && (outside == 0 ? count == 1 : outside > 0 && outside + count - 1 <= LastPort)) return null;
        return new Diagnostic(NetworkRules.PortUnusable, $"ports {publication} of this machine cannot lead to port {inside} of a container") { Expected = "ports from 1 to 65535" };
    }
}

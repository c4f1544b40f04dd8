namespace Operon.Containers;

/// <summary>What is spoken at a port.</summary>
public enum PortProtocol
{
    /// <summary>Connections.</summary>
    Tcp,

    /// <summary>Datagrams.</summary>
    Udp,
}

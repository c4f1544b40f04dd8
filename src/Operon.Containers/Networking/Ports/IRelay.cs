using System.Net;

namespace Operon.Containers.Networking.Ports;

/// <summary>Passes on what arrives at a port of the machine to a container, and back, until it is disposed of.</summary>
internal interface IRelay : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    IPEndPoint Listening { get; }
}

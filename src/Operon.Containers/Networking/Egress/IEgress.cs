using System.Net;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking.Egress;

/// <summary>The way of containers to the world.</summary>
internal interface IEgress : IAsyncDisposable
{
    /// <summary>Where they send what is not for one another; null: nowhere.</summary>
    IPAddress? Gateway { get; }

    /// <summary>What is missing of it; null: nothing.</summary>
    Diagnostic? Problem { get; }
}

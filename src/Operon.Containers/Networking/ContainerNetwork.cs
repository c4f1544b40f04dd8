using System.Collections.Immutable;
using System.Net;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Operon.Containers.Networking.Names;
using Operon.Containers.Networking.Ports;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking;

/// <summary>The network of one container: it has an address and names, and its published ports lead to it. All of it ends when this is disposed of.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ContainerNetwork : IAsyncDisposable
{
    private readonly PreparedNetwork network;
    private readonly PreparedNetworks source;
    private readonly NameTable table;
    private readonly ImmutableArray<string> names;
    private readonly string hostName;
    private readonly ImmutableArray<IRelay> relays;
    private int isWithdrawn;
    private int isDisposed;

    internal ContainerNetwork(ContainerEndpoint endpoint, PreparedNetwork network, PreparedNetworks source, NameTable table, ImmutableArray<IRelay> relays, string resolvConf)
    {
        this.network = network;
        this.source = source;
        this.table = table;
        this.relays = relays;
        hostName = endpoint.HostName ?? endpoint.Id;
        names = [endpoint.Id, hostName, .. endpoint.Names];
        ResolvConf = resolvConf;
        Warnings = [.. endpoint.Names.Where(n => !NameQuestion.CanBeAsked(n)).Select(Unusable)];
        table.Add(network.Address, names);
    }

    /// <summary>
    /// Leads to its network namespace, with the link <c>eth0</c>, up and with a route. A process started with
    /// <c>/proc/PID/fd/N</c> of this descriptor enters it.
    /// </summary>
    public SafeFileHandle Namespace => network.Namespace;

    /// <summary>Its address.</summary>
    public IPAddress Address => network.Address;

    /// <summary>The content of its <c>/etc/resolv.conf</c>.</summary>
    public string ResolvConf { get; }

    /// <summary>The content of its <c>/etc/hosts</c>. Its names are not in there: they may be those of others too.</summary>
    public string Hosts => $"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n{Address}\t{hostName}\n";

    /// <summary>Where its published ports are listened at, in the order of the ports.</summary>
    public ImmutableArray<IPEndPoint> Published => [.. relays.Select(r => r.Listening)];

    /// <summary>What does not keep it from running: names that nobody can ask for (<see cref="NetworkRules.UnusableName"/>).</summary>
    public ImmutableArray<Diagnostic> Warnings { get; }

    /// <summary>Takes away its names and its ports, so that others can have them. What is in the namespace stays, and reaches others.</summary>
    public async ValueTask WithdrawAsync()
    {
        if (Interlocked.Exchange(ref isWithdrawn, 1) != 0) return;
        table.Remove(network.Address, names);
        await Task.WhenAll(relays.Select(r => r.DisposeAsync().AsTask()));
    }

    /// <summary>Takes away its names, its ports and its namespace. No process of it should live any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0) return;
        await WithdrawAsync();
        source.Return(network);
    }

    private static Diagnostic Unusable(string name) => new(NetworkRules.UnusableName, $"no container can find another by the name '{name}'")
    {
        Expected = "words of 1 to 63 bytes with dots between, without spaces",
    };
}

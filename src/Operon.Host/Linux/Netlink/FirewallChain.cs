namespace Operon.Host.Linux.Netlink;

/// <summary>A list of rules that the kernel asks about packets that are passed on.</summary>
/// <param name="Family">The kind of packets: <c>ip</c>, <c>inet</c> or another.</param>
/// <param name="Table">The table it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="DropsTheRest">Whether packets that no rule decides about are dropped.</param>
public sealed record FirewallChain(string Family, string Table, string Name, bool DropsTheRest)
{
    /// <summary>Whether it is the one of <c>iptables</c> that runs on this firewall.</summary>
    public bool IsIptables => this is { Family: "ip", Table: "filter", Name: "FORWARD" };
}

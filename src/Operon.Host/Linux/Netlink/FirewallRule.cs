using System.Net;
using System.Runtime.Versioning;
using System.Text;

namespace Operon.Host.Linux.Netlink;

/// <summary>
/// A rule of the kernel's firewall, as the list of steps that each packet goes through until one does not hold
/// (<c>linux/netfilter/nf_tables.h</c>).
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class FirewallRule
{
    private const int StepName = 1;
    private const int StepContent = 2;
    private const int ListItem = 1;
    private const int Value = 1;
    private const int Verdict = 2;
    private const uint Register = 1;
    private const uint VerdictRegister = 0;
    private const uint NetworkHeader = 1;
    private const uint SourceAddressOffset = 12;
    private const uint OutgoingName = 7;
    private const uint ConnectionState = 0;
    private const int LinkNameSize = 16;

    /// <summary>Established (2) and related (4).</summary>
    private const int KnownStates = 6;

    private readonly List<(string Name, Action<NetlinkRequest> Content)> steps = [];

    /// <summary>Holds for packets that come from a network.</summary>
    public FirewallRule From(IPNetwork network)
    {
        var mask = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(unchecked((int)(uint.MaxValue << (32 - network.PrefixLength)))));
        steps.Add(("payload", step => step.AddNetworkOrder(1, Register).AddNetworkOrder(2, NetworkHeader).AddNetworkOrder(3, SourceAddressOffset).AddNetworkOrder(4, 4)));
        Mask(mask);
        return Compare(isEqual: true, network.BaseAddress.GetAddressBytes());
    }

    /// <summary>Holds for packets that leave by a link.</summary>
    public FirewallRule LeavesBy(string link) => Leaves(link, isEqual: true);

    /// <summary>Holds for packets that do not leave by a link.</summary>
    public FirewallRule LeavesNotBy(string link) => Leaves(link, isEqual: false);

    /// <summary>Holds for packets of connections that were begun before, by the other side.</summary>
    public FirewallRule IsKnown()
    {
        steps.Add(("ct", step => step.AddNetworkOrder(1, Register).AddNetworkOrder(2, ConnectionState)));
        Mask(BitConverter.GetBytes(KnownStates));
        return Compare(isEqual: false, new byte[4]);
    }

    /// <summary>Then their sender becomes the address of the link that they leave by.</summary>
    public FirewallRule Masquerade()
    {
        steps.Add(("masq", _ => { }));
        return this;
    }

    /// <summary>Then they pass this table.</summary>
    public FirewallRule Accept() => Decide(1);

    /// <summary>Then they are dropped.</summary>
    public FirewallRule Drop() => Decide(0);

    internal void WriteTo(NetlinkRequest list)
    {
        foreach (var (name, content) in steps) list.AddNested(ListItem, item => item.Add(StepName, name).AddNested(StepContent, content));
    }

    private FirewallRule Leaves(string link, bool isEqual)
    {
        var name = new byte[LinkNameSize];
        Encoding.UTF8.GetBytes(link, name);
        steps.Add(("meta", step => step.AddNetworkOrder(1, Register).AddNetworkOrder(2, OutgoingName)));
        return Compare(isEqual, name);
    }

    private void Mask(byte[] mask) => steps.Add(("bitwise", step => step
        .AddNetworkOrder(1, Register)
        .AddNetworkOrder(2, Register)
        .AddNetworkOrder(3, (uint)mask.Length)
        .AddNested(4, inner => inner.Add(Value, mask))
        .AddNested(5, inner => inner.Add(Value, new byte[mask.Length]))));

    private FirewallRule Compare(bool isEqual, byte[] value)
    {
        steps.Add(("cmp", step => step.AddNetworkOrder(1, Register).AddNetworkOrder(2, isEqual ? 0u : 1u).AddNested(3, inner => inner.Add(Value, value))));
        return this;
    }

    private FirewallRule Decide(uint code)
    {
        steps.Add(("immediate", step => step.AddNetworkOrder(1, VerdictRegister).AddNested(2, inner => inner.AddNested(Verdict, verdict => verdict.AddNetworkOrder(1, code)))));
        return this;
    }
}

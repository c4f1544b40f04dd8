using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text;

namespace Operon.Host.Linux.Netlink;

/// <summary>
/// Makes tables of the kernel's firewall (nf_tables) without a program such as <c>nft</c>. It works in the network namespace that its
/// thread was in when it was opened. Not safe for concurrent use.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class FirewallSocket : IDisposable
{
    private const int Part = 10;
    private const ushort BeginBatch = 16;
    private const ushort EndBatch = 17;
    private const ushort NewTable = Part << 8;
    private const ushort GetTable = (Part << 8) | 1;
    private const ushort DeleteTable = (Part << 8) | 2;
    private const ushort NewChain = (Part << 8) | 3;
    private const ushort GetChain = (Part << 8) | 4;
    private const ushort NewRule = (Part << 8) | 6;
    private const ushort GetRule = (Part << 8) | 7;

    private const int TableName = 1;
    private const int TableFlags = 2;
    private const int ChainTable = 1;
    private const int ChainName = 3;
    private const int ChainHook = 4;
    private const int ChainPolicy = 5;
    private const int ChainType = 7;
    private const int HookNumber = 1;
    private const int HookPriority = 2;
    private const int RuleTable = 1;
    private const int RuleChain = 2;
    private const int RuleSteps = 4;

    private const uint OwnedFlag = 2;
    private const int HeadSize = 4;
    private const byte AnyFamily = 0;
    private const byte Ipv4Family = 2;
    private const int SourcePriority = 100;
    private const int NotSupported = 95;
    private const int Invalid = 22;
    private const int NoEntry = 2;

    private readonly NetlinkSocket socket;

    private FirewallSocket(NetlinkSocket socket) => this.socket = socket;

    /// <summary>Opens one in the network namespace of the calling thread.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static FirewallSocket Open() => new(NetlinkSocket.Open(NetlinkFamily.Netfilter));

    /// <summary>Makes a table for IPv4. It is this socket's own: nobody else can change it, and the kernel removes it when the socket is closed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rules">Its rules, asked in this order at their place.</param>
    /// <returns>Whether the kernel will remove it; not before Linux 5.12.</returns>
    /// <exception cref="NetlinkException">It was refused; then nothing is there.</exception>
    public bool AddTable(string name, params IReadOnlyList<(FirewallHook Hook, FirewallRule Rule)> rules)
    {
        try
        {
            AddTable(name, OwnedFlag, rules);
            return true;
        }
        catch (NetlinkException e) when (e.HResult is NotSupported or Invalid)
        {
            AddTable(name, 0, rules);
            return false;
        }
    }

    /// <summary>Removes a table.</summary>
    /// <returns>Whether there was one, and it was not another's own.</returns>
    public bool TryRemoveTable(string name)
    {
        try
        {
            socket.Execute(Begin(), Message(DeleteTable, NetlinkFlags.Acknowledge, $"remove firewall table {name}").Add(TableName, name), End());
            return true;
        }
        catch (NetlinkException)
        {
            return false;
        }
    }

    /// <summary>Names of the tables for IPv4 that are nobody's own.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public IReadOnlyList<string> ReadTables()
    {
        var names = new List<string>();
        Query(Message(GetTable, NetlinkFlags.Dump, "list firewall tables"), content =>
        {
            var (name, flags) = ("", 0u);
            foreach (var attribute in new NetlinkAttributes(content[HeadSize..]))
            {
                if (attribute.Type == TableName) name = attribute.ToText();
                if (attribute.Type == TableFlags) flags = BinaryPrimitives.ReadUInt32BigEndian(attribute.Value);
            }

            if ((flags & OwnedFlag) == 0) names.Add(name);
        });
        return names;
    }

    /// <summary>All chains that are asked about packets passed on.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public IReadOnlyList<FirewallChain> ReadForwardChains()
    {
        var chains = new List<FirewallChain>();
        Query(Message(GetChain, NetlinkFlags.Dump, "list firewall chains", AnyFamily), content =>
        {
            var (table, name, type, hook, policy) = ("", "", "", -1, 1u);
            foreach (var attribute in new NetlinkAttributes(content[HeadSize..]))
            {
                if (attribute.Type == ChainTable) table = attribute.ToText();
                if (attribute.Type == ChainName) name = attribute.ToText();
                if (attribute.Type == ChainType) type = attribute.ToText();
                if (attribute.Type == ChainPolicy) policy = BinaryPrimitives.ReadUInt32BigEndian(attribute.Value);
                if (attribute.Type == ChainHook) hook = Hook(attribute.Value);
            }

            if (hook == NumberOf(FirewallHook.Forward) && type == "filter") chains.Add(new FirewallChain(Family(content[0]), table, name, policy == 0));
        });
        return chains;
    }

    /// <summary>Whether a rule of a chain has a text in it, such as the beginning of a link's name.</summary>
    /// <exception cref="NetlinkException">It was refused.</exception>
    public bool HasRuleAbout(FirewallChain chain, string text)
    {
        var sought = Encoding.UTF8.GetBytes(text);
        var isFound = false;
        var request = Message(GetRule, NetlinkFlags.Dump, "list firewall rules", NumberOf(chain.Family)).Add(RuleTable, chain.Table).Add(RuleChain, chain.Name);
        Query(request, content => isFound |= content.IndexOf(sought) >= 0);
        return isFound;
    }

    /// <summary>Closes it; a table that is its own goes with it.</summary>
    public void Dispose() => socket.Dispose();

    private static NetlinkRequest Begin() => new(BeginBatch, NetlinkFlags.None, "change the firewall", [AnyFamily, 0, 0, Part]);

    private static NetlinkRequest End() => new(EndBatch, NetlinkFlags.None, "change the firewall", [AnyFamily, 0, 0, Part]);

    private static NetlinkRequest Message(ushort type, NetlinkFlags flags, string purpose, byte family = Ipv4Family) => new(type, flags, purpose, [family, 0, 0, 0]);

    private static NetlinkRequest Chain(string table, FirewallHook hook) =>
        Message(NewChain, NetlinkFlags.Create | NetlinkFlags.Acknowledge, $"add a chain to firewall table {table}")
            .Add(ChainTable, table)
            .Add(ChainName, NameOf(hook))
            .AddNested(ChainHook, inner => inner.AddNetworkOrder(HookNumber, NumberOf(hook)).AddNetworkOrder(HookPriority, hook == FirewallHook.Leaving ? SourcePriority : 0u))
            .Add(ChainType, hook == FirewallHook.Leaving ? "nat" : "filter");

    private static NetlinkRequest Rule(string table, FirewallHook hook, FirewallRule rule) =>
        Message(NewRule, NetlinkFlags.Create | NetlinkFlags.Append | NetlinkFlags.Acknowledge, $"add a rule to firewall table {table}")
            .Add(RuleTable, table)
            .Add(RuleChain, NameOf(hook))
            .AddNested(RuleSteps, rule.WriteTo);

    private static string NameOf(FirewallHook hook) => hook == FirewallHook.Leaving ? "leaving" : "forward";

    private static uint NumberOf(FirewallHook hook) => hook == FirewallHook.Leaving ? 4u : 2u;

    private static string Family(byte number) => number switch
    {
        1 => "inet",
        2 => "ip",
        7 => "bridge",
        10 => "ip6",
        _ => $"family {number}",
    };

    private static byte NumberOf(string family) => family == "inet" ? (byte)1 : Ipv4Family;

    private static int Hook(ReadOnlySpan<byte> value)
    {
        foreach (var attribute in new NetlinkAttributes(value))
        {
            if (attribute.Type == HookNumber) return (int)BinaryPrimitives.ReadUInt32BigEndian(attribute.Value);
        }

        return -1;
    }

    private void AddTable(string name, uint flags, IReadOnlyList<(FirewallHook Hook, FirewallRule Rule)> rules) => socket.Execute(
    [
        Begin(),
        Message(NewTable, NetlinkFlags.CreateNew, $"add firewall table {name}").Add(TableName, name).AddNetworkOrder(TableFlags, flags),
        .. rules.Select(r => r.Hook).Distinct().Select(hook => Chain(name, hook)),
        .. rules.Select(r => Rule(name, r.Hook, r.Rule)),
        End(),
    ]);

    private void Query(NetlinkRequest request, NetlinkVisitor visit)
    {
        try
        {
            socket.Query(request, visit);
        }
        catch (NetlinkException e) when (e.HResult == NoEntry)
        {
            // Nothing of the kind is there.
            return;
        }
    }
}

using System.Net;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;

namespace Operon.Host.Tests.Linux.Netlink;

/// <summary>The firewall of a namespace that the test has for itself; it takes root.</summary>
[SupportedOSPlatform("linux")]
public sealed class FirewallSocketTests : IDisposable
{
    private readonly NamespaceThread place = new("netlink-test");

    public void Dispose() => place.Dispose();

    [Fact]
    public void AddTable_OfItsOwn_EndsWithTheSocket() => place.Run(() =>
    {
        using var other = FirewallSocket.Open();
        using (var socket = FirewallSocket.Open())
        {
            socket.AddTable("mine", (FirewallHook.Forward, new FirewallRule().LeavesBy("eth0").Drop())).ShouldBeTrue();
            other.ReadForwardChains().Select(c => c.Table).ShouldBe(["mine"]);

            // It is nobody else's to remove.
            other.TryRemoveTable("mine").ShouldBeFalse();
            other.ReadTables().ShouldBeEmpty();
        }

        // A program that some other thread starts at this moment has the socket too until it runs.
        SpinWait.SpinUntil(() => other.ReadForwardChains().Count == 0, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        return true;
    });

    [Fact]
    public void AddTable_WithARuleThatIsRefused_LeavesNothing() => place.Run(() =>
    {
        using var socket = FirewallSocket.Open();

        // Senders can be changed only where packets leave.
        var refusal = Should.Throw<NetlinkException>(() => socket.AddTable("mine", (FirewallHook.Forward, new FirewallRule().From(IPNetwork.Parse("192.0.2.0/24")).Masquerade())));

        refusal.Message.ShouldStartWith("add a rule to firewall table mine: ");
        socket.ReadForwardChains().ShouldBeEmpty();
        return true;
    });

    [Fact]
    public void HasRuleAbout_ALink_FindsIt() => place.Run(() =>
    {
        using var socket = FirewallSocket.Open();
        socket.AddTable("mine", (FirewallHook.Forward, new FirewallRule().LeavesBy("operon0").IsKnown().Accept()));
        var chain = socket.ReadForwardChains().Single();

        (chain.Family, chain.DropsTheRest).ShouldBe(("ip", false));
        socket.HasRuleAbout(chain, "operon").ShouldBeTrue();
        socket.HasRuleAbout(chain, "docker").ShouldBeFalse();
        return true;
    });
}

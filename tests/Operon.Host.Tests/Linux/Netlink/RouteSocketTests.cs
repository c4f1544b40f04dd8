using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;

namespace Operon.Host.Tests.Linux.Netlink;

/// <summary>Links, addresses and routes of a namespace that the test has for itself; it takes root.</summary>
[SupportedOSPlatform("linux")]
public sealed class RouteSocketTests : IDisposable
{
    private readonly NamespaceThread place = new("netlink-test");

    public void Dispose() => place.Dispose();

    [Fact]
    public void AddPair_WithAddressesAndRoutes_IsReadBack()
    {
        place.Run(() =>
        {
            using var socket = RouteSocket.Open();
            socket.AddPair(new LinkEnd("one", 1400), new LinkEnd("two", 1300));
            var one = socket.FindLink("one")!;
            socket.Configure(one.Index, IPAddress.Parse("192.0.2.2"), 24, IPAddress.Parse("192.0.2.1"));

            one.Mtu.ShouldBe(1400);
            socket.ReadLinks().Select(l => l.Name).Order(StringComparer.Ordinal).ShouldBe(["lo", "one", "two"]);
            var routes = socket.ReadRoutes();
            routes.Single(r => r.IsDefault).ShouldBe(new Route(IPNetwork.Parse("0.0.0.0/0"), one.Index, HasGateway: true));
            routes.ShouldContain(new Route(IPNetwork.Parse("192.0.2.0/24"), one.Index, HasGateway: false));
            return true;
        });
    }

    [Fact]
    public void AddPair_IntoAnotherNamespace_IsThere()
    {
        using var other = place.Create(_ => { });
        place.Run(() =>
        {
            using var socket = RouteSocket.Open();
            socket.AddPair(new LinkEnd("here", 1500), new LinkEnd("there", 1500) { Namespace = other, Address = PhysicalAddress.Parse("02-6F-00-00-00-07") });
            socket.FindLink("there").ShouldBeNull();
            socket.FindLink("here").ShouldNotBeNull();
            return true;
        });
    }

    [Fact]
    public void RemoveLink_ThatIsNotThere_SaysSo() => place.Run(() =>
    {
        using var socket = RouteSocket.Open();
        socket.AddBridge("bridge", PhysicalAddress.Parse("02-6F-00-00-00-01"), 1500);
        socket.RemoveLink("bridge").ShouldBeTrue();
        socket.RemoveLink("bridge").ShouldBeFalse();
        return true;
    });

    [Fact]
    public void AddBridge_Twice_IsRefusedInTheKernelsWords() => place.Run(() =>
    {
        using var socket = RouteSocket.Open();
        var address = PhysicalAddress.Parse("02-6F-00-00-00-01");
        socket.AddBridge("bridge", address, 1500);

        var refusal = Should.Throw<NetlinkException>(() => socket.AddBridge("bridge", address, 1500));

        refusal.IsAlreadyThere.ShouldBeTrue();
        refusal.Message.ShouldBe("add bridge bridge: File exists");
        return true;
    });

    [Fact]
    public void Configure_OneStepRefused_IsNamed() => place.Run(() =>
    {
        using var socket = RouteSocket.Open();
        socket.AddPair(new LinkEnd("one", 1500), new LinkEnd("two", 1500));

        // The gateway is in nobody's subnet.
        var refusal = Should.Throw<NetlinkException>(() => socket.Configure(socket.FindLink("one")!.Index, IPAddress.Parse("192.0.2.2"), 24, IPAddress.Parse("203.0.113.1")));

        refusal.Message.ShouldStartWith("add a route by 203.0.113.1: ");

        // What was answered later does not confuse what is asked next.
        socket.FindLink("two")!.Name.ShouldBe("two");
        return true;
    });

    [Fact]
    public void Run_ThatThrows_ThrowsToTheCaller()
    {
        Should.Throw<InvalidTimeZoneException>(() => place.Run<bool>(() => throw new InvalidTimeZoneException()));
        place.Run(() => 5).ShouldBe(5);
    }

    [Fact]
    public void Create_ThatFailsInside_LeavesTheThreadWhereItWas()
    {
        var before = place.Run(() => new FileInfo("/proc/thread-self/ns/net").LinkTarget);

        Should.Throw<InvalidTimeZoneException>(() => place.Create(_ => throw new InvalidTimeZoneException()));

        place.Run(() => new FileInfo("/proc/thread-self/ns/net").LinkTarget).ShouldBe(before);
    }
}

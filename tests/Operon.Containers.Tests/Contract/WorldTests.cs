using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Operon.Containers.Tests.Contract;

/// <summary>The way of containers out of their network. What stands for the world is the machine's own address on its network: tests need no other machine.</summary>
public abstract class WorldTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    [Fact]
    public async Task Container_ReachesWhatTheMachineReaches()
    {
        using var listener = Listen();

        var running = RunAsync($"nc -w 20 {listener.LocalEndpoint.ToString()!.Replace(':', ' ')} < /dev/null");
        using (var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            await client.GetStream().WriteAsync("from outside\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var (exit, output) = await running;
        (output.Output, output.Error, exit.ExitCode).ShouldBe(("from outside\n", "", 0));
    }

    [Fact]
    public async Task Container_WithItsOwnLoopback_DoesNotReachTheMachines()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var (exit, _) = await RunAsync($"nc -w 2 127.0.0.1 {((IPEndPoint)listener.LocalEndpoint).Port} < /dev/null");

        exit.ExitCode.ShouldNotBe(0);
        listener.Pending().ShouldBeFalse();
    }

    private static TcpListener Listen()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback && !i.Name.StartsWith("operon", StringComparison.Ordinal))
            .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
        Assert.SkipWhen(address is null, "this machine is on no network");
        var listener = new TcpListener(address!, 0);
        listener.Start();
        return listener;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Operon.Containers.Tests.Contract;

/// <summary>How containers reach one another, and how they are reached.</summary>
public abstract class NetworkTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    [Fact]
    public async Task Run_Network_HasLoopbackAndOneLink()
    {
        var (_, output) = await RunAsync("ls /sys/class/net; ip addr show lo | grep -c LOOPBACK,UP; cat /etc/hostname; grep -c localhost /etc/hosts");

        output.Output.ShouldMatch(@"^eth0\nlo\n1\n[0-9a-f]{12}\n2\n$");
    }

    [Fact]
    public async Task Port_Published_LeadsToTheContainer()
    {
        using var stop = new CancellationTokenSource();
        var port = FreePort.Find();
        var output = new RecordedOutput();
        var spec = Shell("echo ready; while :; do echo hello | nc -l -p 7; done") with { Ports = [new PortPublication(7, port)] };
        var serving = Runtime.RunAsync(spec, output, stop.Token);
        await output.FirstBytes.Task;

        (await ReadAsync(port)).ShouldBe("hello\n");

        await stop.CancelAsync();
        (await serving).IsOk.ShouldBeTrue();
        Machine.ShouldHaveNothingOf(spec.Id);
        await Should.ThrowAsync<SocketException>(() => ConnectAsync(port));
    }

    [Fact]
    public async Task Port_TakenByAnother_IsToldBeforeTheContainerStarts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var output = new RecordedOutput();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var result = await Runtime.RunAsync(Shell("echo started") with { Ports = [new PortPublication(7, port)] }, output, CancellationToken.None);

        result.Error.ShouldNotBeNull().Message.ShouldContain($"{port}");
        output.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task HostsAndResolver_AreTheNetworks()
    {
        var spec = Shell("cat /etc/hosts /etc/resolv.conf; hostname -i");

        var (_, output) = await RunAsync(spec);

        output.Output.ShouldContain("127.0.0.1\tlocalhost\n");
        output.Output.ShouldContain($"\t{spec.Id[..12]}\n");
        output.Output.ShouldContain("\nnameserver ");
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    // The container may not listen yet.
    private static async Task<string> ReadAsync(int port)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            try
            {
                using var client = await ConnectAsync(port);
                using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
                if (await reader.ReadToEndAsync(bound.Token) is { Length: > 0 } text) return text;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(20, bound.Token);
            }
        }
    }
}

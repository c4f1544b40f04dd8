using System.Net;
using System.Net.Sockets;

namespace Operon.EndToEnd;

/// <summary>Containers of an op that find one another, and are found from this machine.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly OperonProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Services_OfTheExample_FindEachOther_AndTheServerEndsWithItsClient()
    {
        var ran = await program.RunAsync("run", Path.Combine(OperonProgram.Root, "examples", "services"));

        ran.Exit.ShouldBe(0, ran.Errors);
        ran.Lines.ShouldContain("hello from the server");
    }

    [Fact]
    public async Task Ports_ArePublishedOnThisMachineAlone_AsLongAsTheContainerLives()
    {
        var port = FreePort();
        program.WriteOp("web", $"name: web\nrun: {{ container: {{ image: {{ ref: IMAGE }}, ports: {{ 80: {port} }}, files: {{ /srv/index.html: published }}, cmd: [sh, -c, 'echo ready; exec httpd -f -p 80 -h /srv'] }} }}");
        using var process = program.Start(["run", "web"]);
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("] ready", StringComparison.Ordinal)) continue;

        (await ReadAsync(port)).ShouldBe("published");
        Addresses(port).ShouldAllBe(a => IPAddress.IsLoopback(a));

        OperonProgram.Signal(process, 2);
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        (await errors).ShouldNotContain("error");
        Addresses(port).ShouldBeEmpty();
    }

    private static IEnumerable<IPAddress> Addresses(int port) =>
        System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(l => l.Port == port).Select(l => l.Address);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The server listens a moment after the container has begun.
    private static async Task<string> ReadAsync(int port)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        for (var i = 0; ; i++)
        {
            try
            {
                return await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"));
            }
            catch (HttpRequestException) when (i < 300)
            {
                await Task.Delay(50);
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Operon.Containers.Images;
using Operon.Containers.Images.Registries;

namespace Operon.Containers.Tests.Images.Registries;

public sealed class EnvironmentProxyTests : IDisposable
{
    private readonly PullBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("", "registry.example", true)]
    [InlineData("registry.example", "registry.example", false)]
    [InlineData("example", "registry.example", false)]
    [InlineData(".example", "registry.example", false)]
    [InlineData("*.example", "registry.example", false)]
    [InlineData("ample", "registry.example", true)]
    [InlineData("other, registry.example:443", "registry.example", false)]
    [InlineData("registry.example:8443", "registry.example", true)]
    [InlineData("*", "registry.example", false)]
    [InlineData("10.0.0.0/8", "10.1.2.3", false)]
    [InlineData("10.0.0.0/8", "11.1.2.3", true)]
    [InlineData("", "127.0.0.1", false)]
    [InlineData("", "localhost", false)]
    public void GetProxy_Exceptions_AreAskedDirectly(string exceptions, string host, bool isProxied)
    {
        var proxy = new EnvironmentProxy(name => name switch { "HTTPS_PROXY" => "proxy.example:3128", "no_proxy" => exceptions, _ => null });

        proxy.GetProxy(new Uri($"https://{host}/v2/")).ShouldBe(isProxied ? new Uri("http://proxy.example:3128/") : null);
    }

    [Fact]
    public void GetProxy_NoVariables_IsNone() => new EnvironmentProxy(_ => null).GetProxy(new Uri("https://registry.example/")).ShouldBeNull();

    [Fact]
    public async Task Pull_ThroughAProxy_ShowsItsPasswordToItAlone()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        bench.Environment["HTTPS_PROXY"] = $"http://me:proxy-secret@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var heads = new List<string>();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(listener, heads, stop.Token);

        var error = (await bench.PullAsync("registry.example/x")).Error!;
        await stop.CancelAsync();
        await serving;

        error.Rule.ShouldBe(ImageRules.RegistryUnreachable);
        error.Message.ShouldBe("registry.example cannot be reached: the proxy refuses");
        heads[0].ShouldStartWith("CONNECT registry.example:443");
        heads.ShouldContain(h => h.Contains("Proxy-Authorization: Basic " + "bWU6cHJveHktc2VjcmV0", StringComparison.Ordinal));
    }

    // Asks for a password, and refuses whatever is asked for with it.
    private static async Task ServeAsync(TcpListener listener, List<string> heads, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(stop);
                var stream = connection.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII);
                while (true)
                {
                    var head = new StringBuilder();
                    while (await reader.ReadLineAsync(stop) is { Length: > 0 } line) head.AppendLine(line);
                    if (head.Length == 0) break;
                    heads.Add(head.ToString());
                    var answer = head.ToString().Contains("Proxy-Authorization", StringComparison.Ordinal)
                        ? "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
                        : "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test is over.
        }
    }
}

using System.Net;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>A server that wants to know who asks, whatever it is asked, and believes nobody.</summary>
internal sealed class Unauthorized : IDisposable
{
    private readonly HttpListener listener = new();

    private Unauthorized()
    {
    }

    /// <summary>Its host and port.</summary>
    public string Place { get; private set; } = "";

    public static Unauthorized Listen()
    {
        for (var port = 20_000 + (Environment.ProcessId % 10_000); ; port++)
        {
            var server = new Unauthorized { Place = $"127.0.0.1:{port}" };
            server.listener.Prefixes.Add($"http://{server.Place}/");
            try
            {
                server.listener.Start();
                _ = server.AnswerAsync();
                return server;
            }
            catch (HttpListenerException)
            {
                // Somebody else has the port.
                server.Dispose();
            }
        }
    }

    public void Dispose() => listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var asked = await listener.GetContextAsync();
                asked.Response.StatusCode = (int)HttpStatusCode.Unauthorized;
                asked.Response.AddHeader("WWW-Authenticate", "Basic realm=\"state\"");
                asked.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}

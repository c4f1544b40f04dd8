using System.Net;
using System.Runtime.Versioning;
using System.Text;

namespace Operon.Releases.Tests.Sdk;

/// <summary><c>http.*</c> (releases, sections 2.4, 11.3) against a server of this process.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HttpTests : IDisposable
{
    private readonly HttpListener server = new();
    private readonly string address;

    public HttpTests()
    {
        // A port that nobody has: the listener cannot be asked for any.
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        server.Prefixes.Add(address);
        server.Start();
        _ = ServeAsync();
    }

    public void Dispose() => server.Close();

    [Theory]
    [InlineData("http.get(U + \"path\").body", "\"GET /path \"")]
    [InlineData("http.delete(U).body", "\"DELETE / \"")]
    [InlineData("http.post(U, body=\"é\").body", "\"POST / é\"")]
    [InlineData("http.put(U, {}, \"b\").body", "\"PUT / b\"")]
    [InlineData("http.patch(U, body=\"b\").body", "\"PATCH / b\"")]
    [InlineData("http.head(U).body", "\"\"")]
    [InlineData("http.get(U + \"404\").status_code", "404")]
    [InlineData("http.get(U + \"500\").status_text", "\"500 Internal Server Error\"")]
    [InlineData("http.get(U)[\"status_code\"]", "200")]
    [InlineData("[struct() == http.get(U), http.get(U) == struct(), struct() != http.get(U)]", "[false,false,true]")]
    [InlineData("[type(http.get(U)), dir(http.get(U))]", "[\"struct\",[\"body\",\"headers\",\"status_code\",\"status_text\"]]")]
    [InlineData("http.get(U, headers={\"x-own\": \"1\"}).headers[\"X-Echo\"]", "[\"1\"]")]
    [InlineData("http.get(U, headers={\"X-Own\": [\"1\", \"2\"]}).headers[\"X-Echo\"]", "[\"2\"]")]
    [InlineData("http.post(U, headers={\"Content-Type\": \"application/json\"}, body=\"{}\").headers[\"X-Type\"]", "[\"application/json\"]")]
    [InlineData("http.get(U + \"redirect\").body", "\"GET /path \"")]
    public async Task Call_OfAServer_GivesItsAnswer(string expression, string expected)
    {
        using var checkout = new Checkout();
        var outputs = await checkout.OutputsAsync($"U = \"{address}\"\n\ndef f():\n    return done(outputs={{\"v\": {expression}}})\n\ntask(f, \"t\")\n");
        outputs!["v"].ShouldBe(Operon.Text.Json.JsonValue.Parse(Encoding.UTF8.GetBytes(expected)).Value);
    }

    [Theory]
    [InlineData("http.get(\"http://127.0.0.1:1/\")", "127.0.0.1:1")]
    [InlineData("http.get(\"ftp://x/\")", "ftp://x/")]
    [InlineData("http.get(U, headers={\"A\": 1})", "the header")]
    [InlineData("http.get(U, headers={\"A\": \"b\\r\\nC: d\"})", "the header")]
    [InlineData("http.get(U, headers={\"not a name\": \"b\"})", "not a name")]
    [InlineData("http.get(U)[\"absent\"]", "absent")]
    [InlineData("http.get(U, body=\"x\")", "body")]
    public async Task Call_OfWhatCannotBeAsked_Fails(string expression, string said)
    {
        using var checkout = new Checkout();
        var failure = await checkout.FailureAsync($"U = \"{address}\"\n\ndef f():\n    {expression}\n\ntask(f, \"t\")\n");
        failure.Message.ShouldContain(said);
        failure.Span.ShouldNotBeNull();
    }

    [Fact]
    public async Task Call_OfAServerThatNeverAnswers_IsCancelled()
    {
        using var checkout = new Checkout();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => checkout.CallAsync($"def f():\n    http.get(\"{address}never\")\n\ntask(f, \"t\")\n", cancellation: soon.Token));
    }

    private async Task ServeAsync()
    {
        while (server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var (request, response) = (context.Request, context.Response);
            if (request.RawUrl == "/never") continue;
            using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
            var text = $"{request.HttpMethod} {request.RawUrl} {await reader.ReadToEndAsync()}";
            response.StatusCode = request.RawUrl switch { "/404" => 404, "/500" => 500, "/redirect" => 302, _ => 200 };
            if (response.StatusCode == 302) response.RedirectLocation = $"{address}path";
            if (request.Headers["X-Own"] is { } own) response.Headers["x-echo"] = own;
            if (request.ContentType is { } type) response.Headers["x-type"] = type;
            if (request.HttpMethod != "HEAD") await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            response.Close();
        }
    }
}

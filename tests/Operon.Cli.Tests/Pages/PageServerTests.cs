using System.Net;
using System.Net.Sockets;
using System.Text;
using Operon.Cli.Pages;

namespace Operon.Cli.Tests.Pages;

/// <summary>Who gets pages, and what browsers may do with them. Real requests to a real server.</summary>
public sealed class PageServerTests : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { UseCookies = false });
    private readonly PageServer server = PageServer.Start(port: null).Value;
    private readonly Task serving;

    public PageServerTests() => serving = server.ServeAsync(
        path => Task.FromResult(path == "/missing" ? null : new Page("<script>alert(1)</script>", new Html().Text($"path {path} & \"more\"").Links([("/x?\"><b>", "<i>", "</li>")], "none")) { Reloads = path == "/reloads" }),
        stop.Token);

    private Uri Address => new(server.Address);

    private string Token => server.Address[(server.Address.IndexOf('=', StringComparison.Ordinal) + 1)..];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        client.Dispose();
        server.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task Get_WithTheToken_GivesThePageAndACookie()
    {
        using var answer = await client.GetAsync(Address, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("HttpOnly");
        cookie.ShouldContain("SameSite=Strict");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");

        using var next = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/elsewhere%2Fa%20b"));
        next.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var other = await client.SendAsync(next, TestContext.Current.CancellationToken);
        (await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("path /elsewhere/a b &amp; &quot;more&quot;");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?token=")]
    [InlineData("/?token=00000000000000000000000000000000")]
    [InlineData("/changes")]
    [InlineData("/?x=TOKEN")]
    public async Task Get_WithoutTheToken_IsRefused(string path)
    {
        using var answer = await client.GetAsync(new Uri(Address, path.Replace("TOKEN", Token, StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain(Token);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:3000")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task Get_ForAnotherHost_IsRefused(string host)
    {
        var answer = await RawAsync($"GET /?token={Token} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        answer.ShouldNotContain("path /");
        answer.ShouldStartWith("HTTP/1.1 4");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Host: 127.0.0.1:PORT\r\nHost: evil.example\r\n")]
    public async Task Get_WithoutOneHost_IsRefused(string headers)
    {
        var answer = await RawAsync($"GET /?token={Token} HTTP/1.1\r\n{headers.Replace("PORT", $"{Address.Port}", StringComparison.Ordinal)}Connection: close\r\n\r\n");
        answer.ShouldNotContain("path /");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    public async Task Request_ThatIsNoGet_IsRefused(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Address);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Page_IsEscapedAndNeedsNothingFromElsewhere()
    {
        using var answer = await client.GetAsync(Address, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldNotContain("<script");
        text.ShouldContain("&lt;script&gt;alert(1)");
        text.ShouldContain("href=\"/x?&quot;&gt;&lt;b&gt;\"");
        text.ShouldNotContain("http");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'");
        policy.ShouldNotContain("script-src");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        answer.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Page_ThatIsNotThere_Is404()
    {
        using var answer = await client.GetAsync(new Uri(Address, $"/missing?token={Token}"), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Changes_AreToldToWhoListens()
    {
        using var answer = await client.GetAsync(new Uri(Address, $"/changes?token={Token}"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldStartWith(":");
        server.Change();
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("data: changed");
    }

    [Fact]
    public void Start_WhereAPortIsTaken_TakesTheNextOrSaysSo()
    {
        using var second = PageServer.Start(port: null).Value;
        new Uri(second.Address).Port.ShouldBeGreaterThan(Address.Port);
        PageServer.Start(Address.Port).Error!.Rule.ShouldBe(PageRules.NoPort);
    }

    [Fact]
    public async Task Server_ListensOnTheLoopbackAddressAlone()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Should.ThrowAsync<SocketException>(async () => await socket.ConnectAsync(IPAddress.Parse("127.0.0.2"), Address.Port, TestContext.Current.CancellationToken));
    }

    private async Task<string> RawAsync(string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Address.Port, TestContext.Current.CancellationToken);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection.GetStream());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}

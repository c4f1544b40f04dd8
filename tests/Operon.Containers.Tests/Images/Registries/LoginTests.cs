using Operon.Containers.Images;
using Operon.Host.Credentials;
using Operon.Testing.Registries;

namespace Operon.Containers.Tests.Images.Registries;

/// <summary>Registries that ask who it is.</summary>
public sealed class LoginTests(RegistryMachine registries) : IClassFixture<RegistryMachine>, IDisposable
{
    private static readonly Login Alice = new(DockerRegistry.User, DockerRegistry.Password);
    private static readonly Login Mallory = new("mallory", "guessed-secret");
    private readonly PullBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Pull_PasswordRegistry_NeedsTheRightLogin()
    {
        var registry = registries.WithPassword;
        using (var push = new RegistryPush(registry.Host, "private", $"{Alice.Username}:{Alice.Secret}")) await push.LayoutAsync(bench.Layout("private", null, ("a", "private")), "latest");
        var name = registry.Host + "/private";

        var anonymous = (await bench.PullAsync(name)).Error!;
        anonymous.Rule.ShouldBe(ImageRules.AccessDenied);
        anonymous.Fix!.ShouldContain("operon auth add " + registry.Host);
        var wrong = (await bench.PullAsync(name, Mallory)).Error!;
        wrong.Rule.ShouldBe(ImageRules.AccessDenied);
        wrong.Message.ShouldContain("mallory");
        $"{wrong} {wrong.Fix} {string.Concat(wrong.Notes)}".ShouldNotContain(Mallory.Secret);
        (await bench.PullAsync(name, Alice)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Pull_LoginOfTheCall_CountsBeforeAStoredOne()
    {
        var registry = registries.WithPassword;
        using (var push = new RegistryPush(registry.Host, "order", $"{Alice.Username}:{Alice.Secret}")) await push.LayoutAsync(bench.Layout("order", null, ("a", "order")), "latest");

        bench.Stored = Mallory;
        (await bench.PullAsync(registry.Host + "/order", Alice)).Error.ShouldBeNull();
        bench.Stored = Alice;
        (await bench.PullAsync(registry.Host + "/order", store: bench.Store("other"))).Error.ShouldBeNull();
        (await bench.PullAsync(registry.Host + "/order", Mallory, store: bench.Store("third"))).Error!.Rule.ShouldBe(ImageRules.AccessDenied);
    }

    [Fact]
    public async Task Pull_TokenRegistry_TradesLoginsForTokensOnce()
    {
        using var server = new TokenServer();
        using var registry = DockerRegistry.WithTokens(server, registries.Open);
        await bench.PushAsync(registries.Open, "public/tool", "latest", ("a", "public 1"), ("b", "public 2"), ("c", "public 3"));
        await bench.PushAsync(registries.Open, "closed/tool", "latest", ("a", "closed"));

        (await bench.PullAsync(registry.Host + "/public/tool")).Error.ShouldBeNull();
        server.Requests.ShouldBe([$"GET service={TokenServer.Service}&scope=repository:public/tool:pull"]);
        (await bench.PullAsync(registry.Host + "/closed/tool")).Error!.Rule.ShouldBe(ImageRules.AccessDenied);
        (await bench.PullAsync(registry.Host + "/closed/tool", Mallory)).Error!.Rule.ShouldBe(ImageRules.AccessDenied);
        (await bench.PullAsync(registry.Host + "/closed/tool", Alice)).Error.ShouldBeNull();
        server.Requests.Clear();
        (await bench.PullAsync(registry.Host + "/closed/tool", new Login("", TokenServer.RefreshToken, IsToken: true), store: bench.Store("other"))).Error.ShouldBeNull();
        server.Requests.ShouldHaveSingleItem().ShouldStartWith("POST grant_type=refresh_token");
    }

    [Fact]
    public async Task Pull_TokenThatExpiresOnTheWay_IsReplacedByAnother()
    {
        using var server = new TokenServer();
        using var registry = DockerRegistry.WithTokens(server, registries.Open);
        await bench.PushAsync(registries.Open, "public/expiring", "latest", ("a", "expiring 1"), ("b", "expiring 2"));
        string? old = null;
        using var proxy = new FaultyProxy(registry.Host, request =>
        {
            if (request.IsManifest) old = request.Headers.GetValueOrDefault("Authorization") ?? old;
            return request.IsBlob && request.Headers.GetValueOrDefault("Authorization") == old
                ? new Fault.Answer("401 Unauthorized", $"WWW-Authenticate: Bearer realm=\"{server.Realm}\",service=\"{TokenServer.Service}\",scope=\"repository:public/expiring:pull\",error=\"invalid_token\"")
                : null;
        });

        (await bench.PullAsync(proxy.Host + "/public/expiring")).Error.ShouldBeNull();

        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Pull_RedirectToAnotherServer_DoesNotTakeTheLoginAlong()
    {
        var registry = registries.WithPassword;
        using (var push = new RegistryPush(registry.Host, "moved", $"{Alice.Username}:{Alice.Secret}")) await push.LayoutAsync(bench.Layout("moved", null, ("a", "moved")), "latest");
        await bench.PushAsync(registries.Open, "moved", "latest", ("a", "moved"));
        using var elsewhere = new FaultyProxy(registries.Open.Host, _ => null);
        using var front = new FaultyProxy(registry.Host, request => request.IsBlob ? new Fault.Answer("307 Temporary Redirect", $"Location: http://{elsewhere.Host}{request.Path}") : null);

        (await bench.PullAsync(front.Host + "/moved", Alice)).Error.ShouldBeNull();

        front.Requests.ShouldContain(r => r.Headers.ContainsKey("Authorization"));
        elsewhere.Requests.ShouldNotBeEmpty();
        elsewhere.Requests.ShouldAllBe(r => !r.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("http://registry.example/token")]
    [InlineData("ftp://localhost/token")]
    [InlineData("not an address")]
    public async Task Pull_TokenServerWithoutProtection_GetsNoLogin(string realm)
    {
        using var proxy = new FaultyProxy("localhost:1", _ => new Fault.Answer("401 Unauthorized", $"WWW-Authenticate: Bearer realm=\"{realm}\",service=\"s\""));

        (await bench.PullAsync(proxy.Host + "/x", Alice)).Error!.Rule.ShouldBe(ImageRules.RegistryFailed);
    }

    [Fact]
    public async Task Pull_ErrorThatRepeatsTheSecret_IsMasked()
    {
        var body = $$"""{"errors":[{"code":"DENIED","message":"no access with {{Alice.Secret}}"}]}""";
        using var proxy = new FaultyProxy("localhost:1", _ => new Fault.Answer(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 403 Forbidden\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}")));

        var error = (await bench.PullAsync(proxy.Host + "/x", Alice)).Error!;

        error.Notes.ShouldHaveSingleItem().ShouldEndWith("says: no access with ***");
    }
}

using Operon.Host.Credentials;

namespace Operon.Host.Tests.Credentials;

public sealed class LoginStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => System.IO.Path.Combine(folder["data"], "logins.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Add_FirstLogin_IsReadableByItsOwnerAlone()
    {
        await AddAsync("ghcr.io", "joe", "s3cret");

        File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(folder["data"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await FindAsync("ghcr.io/me/tool")).ShouldBe(new Login("joe", "s3cret"));
    }

    [Fact]
    public async Task Add_FileThatOthersCouldRead_IsClosedToThem()
    {
        await AddAsync("ghcr.io", "joe", "one");
        File.SetUnixFileMode(Path, (UnixFileMode)0b110_100_100);

        await AddAsync("ghcr.io", "joe", "two");

        File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await FindAsync("ghcr.io/x"))!.Secret.ShouldBe("two");
    }

    [Theory]
    [InlineData("ghcr.io", "ghcr.io/me/tool", true)]
    [InlineData("GHCR.io/Me", "ghcr.io/me/tool", true)]
    [InlineData("https://ghcr.io/me/", "ghcr.io/me/tool", true)]
    [InlineData("ghcr.io/me/tool", "ghcr.io/me/tool", true)]
    [InlineData("github.com/me/op", "github.com/me/op#1.0.0", true)]
    [InlineData("ghcr.io/me/to", "ghcr.io/me/tool", true)]
    [InlineData("ghcr.io/you", "ghcr.io/me/tool", false)]
    [InlineData("ghcr.io", "ghcr.io.example/me/tool", false)]
    [InlineData("ghcr.i", "ghcr.io/me/tool", false)]
    [InlineData("localhost", "localhost:5000/tool", false)]
    [InlineData("localhost:5000", "localhost:5000/tool", true)]
    [InlineData("https://index.docker.io/v1/", "docker.io/library/alpine", true)]
    [InlineData("docker.io", "docker.io/library/alpine", true)]
    public async Task Find_Resource_IsForTheWholeHostAndTheBeginningOfAPath(string kept, string wanted, bool isFound)
    {
        await AddAsync(kept, "joe", "s3cret");

        (await FindAsync(wanted) is not null).ShouldBe(isFound);
    }

    [Fact]
    public async Task Find_SeveralCover_TheLongestCounts()
    {
        await AddAsync("ghcr.io/me/tools", "tools", "p");
        await AddAsync("ghcr.io", "all", "p");
        await AddAsync("ghcr.io/me", "me", "p");

        (await FindAsync("ghcr.io/me/tools/x"))!.Username.ShouldBe("tools");
        (await FindAsync("ghcr.io/me/x"))!.Username.ShouldBe("me");
        (await FindAsync("ghcr.io/you/x"))!.Username.ShouldBe("all");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("https://")]
    [InlineData("joe@ghcr.io")]
    [InlineData("pass word")]
    [InlineData("host/a\nb")]
    public async Task Add_NoHost_IsRefusedWithoutRepeatingIt(string resource)
    {
        var error = (await Store().AddAsync(resource, new Login("joe", "s3cret"), TestContext.Current.CancellationToken))!;

        error.Rule.ShouldBe(HostRules.BadLoginResource);
        if (resource.Length > 1) $"{error.Message} {error.Expected} {error.Fix}".ShouldNotContain(resource);
        File.Exists(Path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"format\": 2, \"logins\": {}}")]
    [InlineData("{\"format\": 1, \"logins\": {\"ghcr.io\": {\"username\": \"s3cret\"}}}")]
    public async Task Damaged_IsToldAndStays(string text)
    {
        Directory.CreateDirectory(folder["data"]);
        await File.WriteAllTextAsync(Path, text, TestContext.Current.CancellationToken);

        var found = (await Store().FindAsync("ghcr.io/x", TestContext.Current.CancellationToken)).Error!;
        var added = (await Store().AddAsync("ghcr.io", new Login("joe", "p"), TestContext.Current.CancellationToken))!;

        found.Rule.ShouldBe(HostRules.CredentialsUnreadable);
        found.Message.ShouldNotContain("s3cret");
        added.ShouldBe(found);
        (await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken)).ShouldBe(text);
    }

    [Fact]
    public async Task Add_ManyAtOnce_LosesNone()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => AddAsync($"host{i}", $"user{i}", "p"))));

        for (var i = 0; i < 40; i++) (await FindAsync($"host{i}/x"))!.Username.ShouldBe($"user{i}");
        Directory.GetFiles(folder["data"]).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["logins.json", "logins.json.lock"]);
    }

    private LoginStore Store() => new(Path, TimeProvider.System);

    private async Task AddAsync(string resource, string user, string password) =>
        (await Store().AddAsync(resource, new Login(user, password), TestContext.Current.CancellationToken)).ShouldBeNull();

    private async Task<Login?> FindAsync(string resource) => (await Store().FindAsync(resource, TestContext.Current.CancellationToken)).Value;
}

using Operon.Host.Credentials;
using Operon.Host.Processes;
using Operon.Testing;

namespace Operon.Host.Tests.Credentials;

public sealed class DockerConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-docker-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Find_NoFile_KnowsNothing() => (await FindAsync("registry.example/x")).Value.ShouldBeNull();

    [Theory]
    [InlineData("registry.example", "registry.example/a/b", "exact")]
    [InlineData("https://registry.example/v1/", "registry.example/x", "exact")]
    [InlineData("https://index.docker.io/v1/", "docker.io/library/alpine", "exact")]
    [InlineData("registry.example:5000", "registry.example:5000/x", "exact")]
    [InlineData("registry.example:5000", "registry.example/x", null)]
    [InlineData("example", "registry.example/x", null)]
    [InlineData("registry.example", "registry.example.evil/x", null)]
    public async Task Find_StoredLogin_IsForItsHostAlone(string key, string resource, string? user)
    {
        // exact:pass:word
        await WriteAsync($$"""{"auths": {"{{key}}": {"auth": "ZXhhY3Q6cGFzczp3b3Jk"} } }""");

        (await FindAsync(resource)).Value.ShouldBe(user is null ? null : new Login(user, "pass:word"));
    }

    [Fact]
    public async Task Find_HostItself_CountsBeforeAnOlderKey()
    {
        await WriteAsync("""{"auths": {"https://registry.example/v1/": {"username": "old", "password": "p"}, "registry.example": {"username": "new", "password": "p"}}}""");

        (await FindAsync("registry.example/x")).Value.ShouldBe(new Login("new", "p"));
    }

    [Fact]
    public async Task Find_IdentityToken_IsAToken()
    {
        await WriteAsync("""{"auths": {"registry.example": {"auth": "eDp5", "identitytoken": "long"}}}""");

        (await FindAsync("registry.example/x")).Value.ShouldBe(new Login("", "long", IsToken: true));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Find_DamagedFile_IsNamed(string text)
    {
        await WriteAsync(text);

        var error = (await FindAsync("registry.example/x")).Error!;
        error.Rule.ShouldBe(HostRules.CredentialsUnreadable);
        error.Message.ShouldContain("config.json");
    }

    [Theory]
    [InlineData("""{"auths": 5, "credHelpers": [], "credsStore": {}}""")]
    [InlineData("""{"auths": {"registry.example": {"auth": "%%%"}}}""")]
    [InlineData("""{"auths": {"registry.example": {"auth": "bm9jb2xvbg=="}}}""")]
    [InlineData("""{"auths": {"registry.example": {}}}""")]
    [InlineData("""{"auths": {"registry.example": null}}""")]
    public async Task Find_EntryWithoutALogin_KnowsNothing(string text)
    {
        await WriteAsync(text);

        (await FindAsync("registry.example/x")).Value.ShouldBeNull();
    }

    [Fact]
    public async Task Find_Helpers_AreAskedForTheirRegistries()
    {
        Helper("one", """read server; echo "{\"ServerURL\":\"$server\",\"Username\":\"$server\",\"Secret\":\"one $1\"}" """);
        Helper("all", """read server; echo "{\"Username\":\"<token>\",\"Secret\":\"$server\"}" """);
        await WriteAsync("""{"credHelpers": {"registry.example": "one"}, "credsStore": "all", "auths": {"registry.example": {"auth": "eDp5"}}}""");

        (await FindAsync("registry.example/x")).Value.ShouldBe(new Login("registry.example", "one get"));
        (await FindAsync("docker.io/library/x")).Value.ShouldBe(new Login("", "https://index.docker.io/v1/", IsToken: true));
    }

    [Fact]
    public async Task Find_HelperThatKnowsNone_LeavesItToTheFile()
    {
        Helper("empty", "echo 'credentials not found in native keychain'; exit 1");
        await WriteAsync("""{"credsStore": "empty", "auths": {"registry.example": {"auth": "eDp5"}}}""");

        (await FindAsync("registry.example/x")).Value.ShouldBe(new Login("x", "y"));
        (await FindAsync("other.example/x")).Value.ShouldBeNull();
    }

    [Theory]
    [InlineData("echo locked >&2; exit 3", "exit code 3: locked")]
    [InlineData("echo 'my-secret-answer'", "is not JSON")]
    [InlineData("exec sleep 600", "did not answer")]
    public async Task Find_HelperThatFails_IsNamedWithoutItsAnswer(string script, string message)
    {
        Helper("bad", script);
        await WriteAsync("""{"credsStore": "bad"}""");

        var error = (await FindAsync("registry.example/x")).Error!;

        error.Message.ShouldContain("docker-credential-bad");
        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("my-secret-answer");
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("../../bin/sh")]
    public async Task Find_HelperThatIsNotThere_IsNamed(string name)
    {
        await WriteAsync($$"""{"credsStore": "{{name}}"}""");

        (await FindAsync("registry.example/x")).Error!.Fix!.ShouldContain(name);
    }

    [Fact]
    public void Login_AsText_ShowsNoSecret()
    {
        new Login("me", "my-secret").ToString().ShouldNotContain("my-secret");
        new Login("", "my-secret", IsToken: true).ToString().ShouldNotContain("my-secret");
    }

    private Task<Operon.Text.Result<Login?>> FindAsync(string resource) =>
        new DockerConfig(name => name == "DOCKER_CONFIG" ? folder : null, new CredentialHelper(new ProcessRunner(TimeProvider.System), folder, TimeSpan.FromSeconds(2))).FindAsync(resource, CancellationToken.None);

    private Task WriteAsync(string config) => File.WriteAllTextAsync(folder + "/config.json", config);

    private void Helper(string name, string script) => ExecutableFile.Write($"{folder}/docker-credential-{name}", "#!/bin/sh\n" + script + "\n");
}

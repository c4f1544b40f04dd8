using System.Text;
using Operon.Testing.Registries;

namespace Operon.EndToEnd;

/// <summary>Logins of a real registry that asks for a password, from all the places where they can be.</summary>
public sealed class LoginTests : IAsyncLifetime
{
    private readonly OperonProgram program = new();
    private readonly DockerRegistry registry = DockerRegistry.WithPassword();

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["team/tool", "team/other"])
        {
            using var push = new RegistryPush(registry.Host, name, $"{DockerRegistry.User}:{DockerRegistry.Password}");
            await push.LayoutAsync(Path.Combine(OperonProgram.Root, "examples", "image"), "1");
        }
    }

    public ValueTask DisposeAsync()
    {
        registry.Dispose();
        program.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AuthAdd_ThenRun_FetchesTheImage()
    {
        Op("");

        var before = await program.RunAsync("run", "op");
        var added = await AddAsync(registry.Host, DockerRegistry.Password);
        var after = await program.RunAsync("run", "op");

        before.Exit.ShouldBe(1);
        before.Errors.ShouldContain($"operon auth add {registry.Host}");
        added.ShouldBe(new OperonProgram.Ran(0, "", ""));
        after.Exit.ShouldBe(0, after.Errors);
        after.Lines.ShouldContain("hello");
        await ShouldNotBeWrittenAsync(DockerRegistry.Password, "logins.json");
    }

    [Fact]
    public async Task AuthAdd_ForThePathOfAnother_DoesNotCount()
    {
        await AddAsync(registry.Host + "/team/other", DockerRegistry.Password);

        (await program.RunAsync("image", "pull", registry.Host + "/team/other:1")).Exit.ShouldBe(0);
        (await program.RunAsync("image", "pull", registry.Host + "/team/tool:1")).Exit.ShouldBe(1);
    }

    [Fact]
    public async Task PullCreds_CountBeforeAuthAdd_AndThatBeforeDockers()
    {
        Op($", pullCreds: {{ username: {DockerRegistry.User}, password: $(password) }}");
        await AddAsync(registry.Host, "wrong-by-auth-add");

        // The wrong login of 'auth add' is not asked when the op brings one; without, it is, though docker's would be right.
        var withCreds = await program.RunAsync("run", "op", "-a", "password=" + DockerRegistry.Password);
        DockerConfig(DockerRegistry.Password);
        var stored = await program.RunAsync("image", "pull", registry.Host + "/team/other:1");
        await AddAsync(registry.Host, DockerRegistry.Password);
        DockerConfig("wrong-by-docker");
        var right = await program.RunAsync("image", "pull", registry.Host + "/team/other:1");

        withCreds.Exit.ShouldBe(0, withCreds.Errors);
        stored.Exit.ShouldBe(1);
        stored.Errors.ShouldContain("IMG0011");
        stored.Errors.ShouldNotContain("wrong-by-auth-add");
        right.Exit.ShouldBe(0, right.Errors);
    }

    [Fact]
    public async Task Dockers_CountWhereAuthAddHasNothingForTheHost()
    {
        await AddAsync("registry.example", "wrong");
        DockerConfig(DockerRegistry.Password);

        (await program.RunAsync("image", "pull", registry.Host + "/team/tool:1")).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task AuthAdd_ManyAtOnce_KeepsAll()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => AddAsync($"host{i}.example", $"password-{i}")));

        all.ShouldAllBe(r => r.Exit == 0);
        var kept = await File.ReadAllTextAsync(Path.Combine(program.DataDirectory, "logins.json"), TestContext.Current.CancellationToken);
        for (var i = 0; i < 6; i++) kept.ShouldContain($"host{i}.example");
        File.GetUnixFileMode(Path.Combine(program.DataDirectory, "logins.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private Task<OperonProgram.Ran> AddAsync(string resource, string password) => program.RunAsync("auth", "add", resource, "-u", DockerRegistry.User, "-p", password);

    private void DockerConfig(string password)
    {
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DockerRegistry.User}:{password}"));
        Directory.CreateDirectory(Path.Combine(program.Home, ".docker"));
        File.WriteAllText(Path.Combine(program.Home, ".docker", "config.json"), $$"""{"auths": {"{{registry.Host}}": {"auth": "{{login}}"} } }""");
    }

    private void Op(string more) => program.Write("op/op.yml", $"name: op\n{(more.Length > 0 ? "inputs: { password: { string: { isSecret: true } } }\n" : "")}run: {{ container: {{ image: {{ ref: '{registry.Host}/team/tool:1'{more} }}, cmd: [echo, hello] }} }}\n");

    // Events, output, caches: the password is in the one file alone.
    private async Task ShouldNotBeWrittenAsync(string password, string except)
    {
        foreach (var file in Directory.EnumerateFiles(program.DataDirectory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Where(f => !f.Contains("/images/layers/", StringComparison.Ordinal) && Path.GetFileName(f) != except))
        {
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain(password, Case.Sensitive, file);
        }
    }
}

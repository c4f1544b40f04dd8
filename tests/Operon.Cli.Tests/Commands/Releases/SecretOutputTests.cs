using Operon.Text.Json;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Secrets from release to release: what stores hold, what is printed, what arrives.</summary>
public sealed class SecretOutputTests
{
    private const string Source = """
        def create():
            token = secret("hunter22" + "-token")
            print("made " + token)
            return done(outputs={"token": token, "other": "plain"}, secret_outputs=["token"])

        task(create, "create")
        """;

    private const string Consumer = """
        def use(token):
            shell("echo got $T", env={"T": token})
            write("got", token)
            return done(outputs={"length": len(token)})

        task(use, "use", inputs={"token": input(ref="./-/source.ocu.star/@/task/create#output/token")})
        """;

    [Fact]
    public async Task Output_ThatIsSecret_IsStoredEncryptedAndArrivesAsItWas()
    {
        using var place = WithKey();
        place.Commit(("source.ocu.star", Source), ("consumer.ocu.star", Consumer));
        var made = await place.RunAsync("release", "new", "source.ocu.star");
        made.ExitCode.ShouldBe(0, made.Errors);
        made.Errors.ShouldContain("made <secret>");
        var stored = await place.DocumentAsync("source.ocu.star/@/task/create#output/token");
        stored["$type"]!.AsText.ShouldBe("secret");
        (await place.DocumentAsync("source.ocu.star/@/task/create#output/other")).AsText.ShouldBe("plain");

        var used = await place.RunAsync("release", "new", "consumer.ocu.star");
        used.ExitCode.ShouldBe(0, used.Errors);
        used.Errors.ShouldContain("got <secret>");
        (await File.ReadAllTextAsync(Path.Combine(place.Repository, "got"), TestContext.Current.CancellationToken)).ShouldBe("hunter22-token");
        (await place.DocumentAsync("consumer.ocu.star/@r1/task/use#input/token/value")).ShouldBe(stored);
        Everything(place).ShouldNotContain("hunter22-token");
        (made.Output + made.Errors + used.Output + used.Errors).ShouldNotContain("hunter22-token");
    }

    [Fact]
    public async Task Input_ThatIsPartOfASecretOutput_ArrivesAsItWas()
    {
        using var place = WithKey();
        place.Commit(("source.ocu.star", "def f():\n    return done(outputs={\"token\": {\"user\": \"joe\", \"keys\": {\"first\": \"hunter22-token\"}}}, secret_outputs=[\"token\"])\n\ntask(f, \"create\")\n"));
        place.Commit(
            ("good.ocu.star", Consumer.Replace("#output/token", "#output/token/keys/first", StringComparison.Ordinal)),
            ("bad.ocu.star", Consumer.Replace("#output/token", "#output/token/nothing", StringComparison.Ordinal)));
        await place.GoodAsync("release", "new", "source.ocu.star");
        await place.GoodAsync("release", "new", "good.ocu.star");
        (await File.ReadAllTextAsync(Path.Combine(place.Repository, "got"), TestContext.Current.CancellationToken)).ShouldBe("hunter22-token");
        Everything(place).ShouldNotContain("hunter22-token");

        var failed = await place.RunAsync("release", "new", "bad.ocu.star");
        failed.ExitCode.ShouldBe(1);
        failed.Errors.ShouldContain("the secret has no 'nothing'");
    }

    [Fact]
    public async Task Output_ThatIsMadeAnewAndIsTheSame_RedeploysNothing()
    {
        using var place = WithKey();
        const string Deployed = """
            def up(environment, token):
                return done()

            def down(environment):
                return done()

            phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"token": input(ref="./-/source.ocu.star/@/task/create#output/token")}) for e in environments()])
            """;
        place.Commit(("source.ocu.star", Source), ("d.ocu.star", Deployed), ("envs.ocu.star", "register_environment(environment(\"e\", {}))\n"));
        foreach (var file in new[] { "envs.ocu.star", "source.ocu.star", "d.ocu.star" }) await place.GoodAsync("release", "new", file);
        await place.GoodAsync("release", "new", "source.ocu.star", "--force");
        (await place.GoodAsync("work", "cascade", "-d")).ShouldBe("null\n");
    }

    [Fact]
    public async Task Output_ThatIsSecret_WithoutAKeyFailsAndSaysHowToMakeOne()
    {
        using var place = new ReleasePlace();
        place.Commit(("source.ocu.star", Source));
        var failed = await place.RunAsync("release", "new", "source.ocu.star");
        failed.ExitCode.ShouldBe(1);
        failed.Errors.ShouldContain("REL0331");
        failed.Errors.ShouldContain(Path.Combine(place.Home, "secret.key"));
        Everything(place).ShouldNotContain("hunter22-token");
    }

    [Fact]
    public async Task Output_WithASecretThatIsNotDeclared_FailsTheRun()
    {
        using var place = WithKey();
        place.Commit(("source.ocu.star", Source.Replace(", secret_outputs=[\"token\"]", "", StringComparison.Ordinal)));
        var failed = await place.RunAsync("release", "new", "source.ocu.star");
        failed.ExitCode.ShouldBe(1);
        failed.Errors.ShouldContain("REL0312");
        Everything(place).ShouldNotContain("hunter22-token");
    }

    [Fact]
    public async Task Key_ThatIsGiven_IsASecretItself()
    {
        using var place = WithKey();
        place.Commit(("p.ocu.star", "def f():\n    print(env()[\"OPERON_SECRET_KEY\"])\n    shell(\"echo $OPERON_SECRET_KEY\")\n\ntask(f, \"t\")\n"));
        var printed = await place.RunAsync("release", "new", "p.ocu.star");
        printed.ExitCode.ShouldBe(0, printed.Errors);
        printed.Errors.ShouldNotContain(place.Variables["OPERON_SECRET_KEY"]);
    }

    [Fact]
    public async Task Remote_WithAPassword_IsRecordedWithoutIt()
    {
        using var place = new ReleasePlace();
        place.Git(place.Repository, "remote", "set-url", "origin", "https://me:hunter22-token@example.com/acme/demo.git");
        await place.GoodAsync("state", "diff");
        var head = place.Git(place.Repository, "rev-parse", "HEAD");
        (await place.DocumentAsync($"acme/demo/-/repo.ocu.star/@{head}"))["Remotes"].ShouldBeOfType<JsonArray>().Items.Single()["URL"]!.AsText.ShouldBe("https://example.com/acme/demo.git");
        Everything(place).ShouldNotContain("hunter22-token");
    }

    private static ReleasePlace WithKey()
    {
        var place = new ReleasePlace();
        place.Variables["OPERON_SECRET_KEY"] = Convert.ToBase64String([.. Enumerable.Range(40, 32).Select(i => (byte)i)]);
        return place;
    }

    // All that the program has written: stores and home, names of files included.
    private static string Everything(ReleasePlace place) => string.Join('\n', new[] { Path.Combine(place.Repository, ".store"), place.Home }
        .Where(Directory.Exists)
        .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
        .Select(f => f + "\n" + File.ReadAllText(f)));
}

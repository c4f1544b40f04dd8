namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Two repositories with the same stores: what one of them releases is an input in the other (releases, sections 1.5, 1.6).</summary>
public sealed class RepositoriesTests : IDisposable
{
    private const string Library = """
        def build():
            return done(outputs={"version": host.read_file("VERSION").strip()})

        task(build, "build")
        """;

    // What it was brought up with, and by which files.
    private const string Site = """
        def opened(environment, version, yes):
            return done(outputs={"version": version, "theme": yes})

        def up(environment, version):
            if version == "bad":
                fail("no " + version)
            if version == "asks":
                return next(opened, inputs={"environment": environment, "version": version, "yes": input(ref="@/custom/yes")})
            return done(outputs={"version": version, "theme": host.read_file("THEME").strip()})

        def down(environment):
            return done()

        built = input(ref="acme/demo/-/lib.ocu.star/@/task/build#output/version")
        phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"version": built}) for e in environments()])
        """;

    private const string Deployment = "acme/site/-/site.ocu.star/@/deploy/prod";
    private const string Runs = "acme/site/-/**/deploy/prod/*/status/*";

    private readonly ReleasePlace library = new(ReleasePlace.GitStores);
    private readonly ReleasePlace site;

    public RepositoriesTests() => site = new ReleasePlace($"""
        repo_alias("acme/site")
        remotes(["REMOTE"])
        store.set(store.git("{library.Remote}", branch="state"), intent=store.git("{library.Remote}", branch="intent"))

        """);

    public void Dispose()
    {
        library.Dispose();
        site.Dispose();
    }

    [Fact]
    public async Task Cascade_OfAChange_RedeploysInTheOtherRepositoryFromTheCommitThatIsDeployed()
    {
        await DeployAsync();
        site.Commit(("THEME", "committed and not released"));
        site.Write("THEME", "not committed");
        (await ReleaseAsync("2")).ExitCode.ShouldBe(0);
        (await OutputAsync("version")).ShouldBe("2");
        (await OutputAsync("theme")).ShouldBe("plain");
        (await StatusAsync()).ShouldBe("r1 1 complete, r1 2 complete");
        (await library.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
        (await library.GoodAsync("state", "diff")).ShouldBe("");
        foreach (var folder in new[] { "worktrees", "clones" }.Select(f => Path.Combine(library.Home, f)).Where(Directory.Exists)) Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Release_WithoutCascade_LeavesItToWhoeverComesThere()
    {
        await DeployAsync();
        Change("2");
        await library.GoodAsync("release", "new", "lib.ocu.star");
        (await OutputAsync("version")).ShouldBe("1");
        (await library.GoodAsync("work", "continue", "--dryrun")).ShouldBe("null\n");
        (await site.GoodAsync("work", "continue", "--dryrun")).ShouldContain("acme/site/-/site.ocu.star/@r1/deploy/prod\"");
        await site.GoodAsync("work", "continue");
        (await OutputAsync("version")).ShouldBe("2");
    }

    [Fact]
    public async Task Redeployment_ThatFails_ReturnsWhenItsInputsChange()
    {
        await FailAsync();
        (await ReleaseAsync("3")).ExitCode.ShouldBe(0);
        (await StatusAsync()).ShouldBe("r1 1 complete, r1 2 failed, r1 3 complete");
        (await OutputAsync("version")).ShouldBe("3");
    }

    [Fact]
    public async Task Redeployment_ThatFails_ReturnsWithANewReleaseOfItsPackage()
    {
        await FailAsync();
        site.Commit(("site.ocu.star", Site.Replace("\"bad\"", "\"worse\"", StringComparison.Ordinal)));
        await site.GoodAsync("release", "new", "site.ocu.star");
        (await StatusAsync()).ShouldBe("r1 1 complete, r1 2 failed, r2 1 complete");
        (await OutputAsync("version")).ShouldBe("bad");
        (await library.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
    }

    [Fact]
    public async Task Redeployment_ThatFails_ReturnsByARetry()
    {
        await FailAsync();
        (await site.RunAsync("release", "retry", "site.ocu.star/@r1")).ExitCode.ShouldBe(1);
        (await StatusAsync()).ShouldBe("r1 1 complete, r1 2 failed_retried, r1 3 failed");
        (await library.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
    }

    [Fact]
    public async Task Redeployment_ThatFails_ReturnsWhenItsIntentIsApplied()
    {
        await FailAsync();
        (await library.GoodAsync("state", "diff")).ShouldBe(Deployment + "\n");
        (await library.RunAsync("state", "apply", Deployment, "--cascade")).ExitCode.ShouldBe(1);
        (await StatusAsync()).ShouldBe("r1 1 complete, r1 2 failed, r1 3 failed");
        (await library.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
    }

    [Fact]
    public async Task Redeployment_ThatPauses_IsNotCreatedTwice()
    {
        await DeployAsync();
        var paused = await ReleaseAsync("asks");
        paused.ExitCode.ShouldBe(0, paused.Errors);
        for (var i = 0; i < 2; i++) await library.GoodAsync("work", "cascade");
        await site.GoodAsync("work", "any");
        (await StatusAsync()).ShouldBe("r1 1 complete, r1 2 paused");
        (await OutputAsync("version")).ShouldBe("1");
        await site.GoodAsync("state", "set", "@/custom/yes", "bright");
        await library.GoodAsync("work", "cascade");
        (await StatusAsync()).ShouldBe("r1 1 complete, r1 2 complete");
        (await OutputAsync("theme")).ShouldBe("bright");
    }

    [Fact]
    public async Task Cascade_InACheckoutOfIntents_FollowsThroughBothRepositories()
    {
        await DeployAsync();
        library.Commit(("lib.ocu.star", """
            def up(environment, wish):
                return done(outputs={"version": wish})

            def down(environment):
                return done()

            phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"wish": input(ref="@/custom/wish", default="none")}) for e in environments()])
            """));
        await library.GoodAsync("release", "new", "--force", "lib.ocu.star");
        site.Commit(("site.ocu.star", Site.Replace("/@/task/build#", "/@/deploy/prod#", StringComparison.Ordinal)));
        await site.GoodAsync("release", "new", "site.ocu.star");
        (await OutputAsync("version")).ShouldBe("none");

        var intents = library.Clone("intent");
        (await library.InAsync(intents, "state", "set", "@/custom/wish", "granted")).ExitCode.ShouldBe(0);
        (await library.InAsync(intents, "state", "set", "@/custom/others", "1")).ExitCode.ShouldBe(0);
        var applied = await library.InAsync(intents, "state", "apply", "@/custom/wish", "--cascade");
        applied.ExitCode.ShouldBe(0, applied.Errors);
        (await OutputAsync("version")).ShouldBe("granted");

        // What somebody else wants at the same time is left to him.
        (await library.GoodAsync("state", "diff")).ShouldBe("@/custom/others\n");
    }

    private async Task DeployAsync()
    {
        site.Commit(("envs.ocu.star", "register_environment(environment(\"prod\", {}))\n"), ("site.ocu.star", Site), ("THEME", "plain"));
        await site.GoodAsync("release", "new", "envs.ocu.star");
        library.Commit(("lib.ocu.star", Library), ("VERSION", "1"));
        await library.GoodAsync("release", "new", "lib.ocu.star");
        await site.GoodAsync("release", "new", "site.ocu.star");
        (await OutputAsync("version")).ShouldBe("1");
    }

    // After that nothing is to be done, however often somebody asks.
    private async Task FailAsync()
    {
        await DeployAsync();
        var failed = await ReleaseAsync("bad");
        failed.ExitCode.ShouldBe(1);
        failed.Errors.ShouldContain("site.ocu.star:6:13: error REL0303: fail: no bad", Case.Sensitive, failed.Errors);
        (await library.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
        await library.GoodAsync("work", "cascade");
        await site.GoodAsync("work", "any", "--comprehensive");
        (await StatusAsync()).ShouldBe("r1 1 complete, r1 2 failed");
        (await OutputAsync("version")).ShouldBe("1");
    }

    private void Change(string version) => library.Commit(("VERSION", version));

    private async Task<ReleasePlace.Answer> ReleaseAsync(string version)
    {
        Change(version);
        return await library.RunAsync("release", "new", "lib.ocu.star", "--cascade");
    }

    private async Task<string> OutputAsync(string name) => (await site.GoodAsync("state", "get", $"{Deployment}#output/{name}")).Trim().Trim('"');

    private async Task<string> StatusAsync() =>
        string.Join(", ", (await site.RunAsync("state", "match", Runs)).Lines.Select(l => l.Split("/@")[1].Replace("/deploy/prod/", " ", StringComparison.Ordinal).Replace("/status/", " ", StringComparison.Ordinal)));
}

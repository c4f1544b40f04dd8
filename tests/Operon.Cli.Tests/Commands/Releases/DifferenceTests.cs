namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Where Operon differs from the original on purpose (releases, section 11), through the program.</summary>
public sealed class DifferenceTests
{
    private const string Deployment = """
        def up(environment, size):
            if size == "bad":
                fail("too bad")
            return done(outputs={"size": size})

        def down(environment):
            if "fail-down" in read_dir("."):
                fail("it stays")
            return done()

        phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"size": input(ref="@/custom/size", default="small")}) for e in environments()])
        """;

    private const string Runs = "**/@*/deploy/one/*";

    [Fact]
    public async Task Environment_WithADash_IsAllowedButNotUnderTheNameOfTheOriginal()
    {
        using var place = new ReleasePlace();
        place.Commit(("envs.ocu.star", "register_environment(environment(\"a-b\", {}))\n"));
        (await place.AsAsync("ocuroot", place.Repository, "release", "new", "envs.ocu.star")).ExitCode.ShouldBe(1);
        await place.GoodAsync("release", "new", "envs.ocu.star");
        (await place.GoodAsync("state", "match", "@/environment/*")).ShouldBe("@/environment/a-b\n");
    }

    [Fact]
    public async Task Deployment_ThatFailed_ReturnsOnlyWhenItsInputsChange()
    {
        using var place = await DeployedAsync();
        await SetAsync(place, "bad");
        (await place.RunAsync("work", "cascade")).ExitCode.ShouldBe(1);
        var runs = await place.GoodAsync("state", "match", Runs);
        (await place.RunAsync("work", "cascade")).ExitCode.ShouldBe(0);
        (await place.RunAsync("work", "any", "--comprehensive")).ExitCode.ShouldBe(0);
        (await place.GoodAsync("state", "match", Runs)).ShouldBe(runs);
        (await place.AsAsync("ocuroot", place.Repository, "work", "cascade")).ExitCode.ShouldBe(0);

        await SetAsync(place, "good");
        await place.RunAsync("work", "cascade");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/one#output/size")).ShouldBe("\"good\"\n");
    }

    [Fact]
    public async Task Failure_InACascade_IsExitCode1ButNotUnderTheNameOfTheOriginal()
    {
        foreach (var (name, exit) in new[] { ("operon", 1), ("ocuroot", 0) })
        {
            using var place = await DeployedAsync();
            await SetAsync(place, "bad");
            (await place.AsAsync(name, place.Repository, "work", "cascade")).ExitCode.ShouldBe(exit, name);
        }
    }

    [Fact]
    public async Task Removal_ThatIsPending_IsOneRunHoweverOftenItIsAskedFor()
    {
        using var place = await DeployedAsync();
        await place.GoodAsync("state", "delete", "p.ocu.star/@/deploy/one");
        await place.GoodAsync("state", "apply", "p.ocu.star/@/deploy/one");
        await place.GoodAsync("state", "apply", "p.ocu.star/@/deploy/one");
        (await place.GoodAsync("state", "diff")).ShouldBe("acme/demo/-/p.ocu.star/@/deploy/one\n");
        (await place.GoodAsync("state", "match", Runs)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "diff")).ShouldBe("");
        (await place.GoodAsync("state", "match", Runs)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await place.RunAsync("state", "get", "p.ocu.star/@/deploy/one")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Removal_ThatIsRetried_StaysOne()
    {
        using var place = await DeployedAsync();
        place.Write("fail-down", "");
        await place.GoodAsync("state", "delete", "p.ocu.star/@/deploy/one");
        await place.GoodAsync("state", "apply", "p.ocu.star/@/deploy/one");
        (await place.RunAsync("release", "continue", "p.ocu.star/@r1")).ExitCode.ShouldBe(1);
        File.Delete(Path.Combine(place.Repository, "fail-down"));
        await place.GoodAsync("release", "retry", "p.ocu.star/@r1");
        (await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/one/3#type")).ShouldBe("\"down\"\n");
        (await place.RunAsync("state", "get", "p.ocu.star/@/deploy/one")).ExitCode.ShouldBe(1);
        (await place.GoodAsync("state", "diff")).ShouldBe("");
    }

    [Fact]
    public async Task Retry_WithoutARelease_TakesTheNamedPackageAndItsLastRelease()
    {
        const string Failing = "def f():\n    fail(\"no\")\n\ntask(f, \"t\")\n";
        using var place = new ReleasePlace();
        place.Commit(("a.ocu.star", Failing), ("b.ocu.star", Failing));
        foreach (var file in new[] { "a.ocu.star", "a.ocu.star", "b.ocu.star" }) (await place.RunAsync("release", "new", "--force", file)).ExitCode.ShouldBe(1);
        (await place.RunAsync("release", "retry", "a.ocu.star")).ExitCode.ShouldBe(1);
        (await place.RunAsync("state", "match", "**/t/2")).Lines.ShouldBe(["acme/demo/-/a.ocu.star/@r2/task/t/2"]);
    }

    [Fact]
    public async Task Retry_AtAnotherCommit_IsRefusedAndMarksNothing()
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", "def f():\n    fail(\"no\")\n\ntask(f, \"t\")\n"));
        (await place.RunAsync("release", "new", "p.ocu.star")).ExitCode.ShouldBe(1);
        place.Commit(("other", ""));
        var refused = await place.RunAsync("release", "retry", "p.ocu.star/@r1");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0401");
        (await place.RunAsync("state", "match", "**/t/*/status/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1/task/t/1/status/failed"]);
    }

    [Theory]
    [InlineData("{}", "it has no name")]
    [InlineData("{\"name\":\"two\"}", "its name is 'two'")]
    [InlineData("{\"name\":\"one\",\"attributes\":5}", "its attributes are no object")]
    public async Task Environment_ThatIsMisshapenInTheStore_IsToldAndNotLeftOut(string body, string said)
    {
        using var place = await DeployedAsync("one");
        place.Write(".store/state/refs/@/environment/one/@object.json", "{\"kind\":\"ref\",\"body\":" + body + "}");
        var refused = await place.RunAsync("release", "new", "--force", "p.ocu.star");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0102");
        refused.Errors.ShouldContain(said);
        refused.Errors.ShouldContain("p.ocu.star:11:");
        (await place.RunAsync("state", "match", "**/@r2")).Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("5")]
    [InlineData("{\"release\":7}")]
    [InlineData("{\"release\":\"acme/demo/-/p.ocu.star/@r1\",\"input\":[]}")]
    public async Task Intent_ThatIsMisshapenInTheStore_IsToldAndKeepsNothingElseFromBeingDone(string body)
    {
        using var place = await DeployedAsync("one");
        place.Write(".store/intent/refs/acme/demo/-/p.ocu.star/@/deploy/one/@object.json", "{\"kind\":\"ref\",\"body\":" + body + "}");
        await place.GoodAsync("state", "set", "-f", "json", "@/environment/two", """{"name":"two"}""");
        (await place.RunAsync("state", "diff")).Lines.ShouldBe(["@/environment/two", "acme/demo/-/p.ocu.star/@/deploy/one"]);
        var plan = await place.RunAsync("release", "plan");
        plan.ExitCode.ShouldBe(1);
        plan.Errors.ShouldContain("operon state delete acme/demo/-/p.ocu.star/@/deploy/one");

        var cascade = await place.RunAsync("work", "cascade");
        cascade.ExitCode.ShouldBe(1);
        cascade.Errors.ShouldContain("REL0102");
        cascade.Errors.ShouldContain("operon state delete acme/demo/-/p.ocu.star/@/deploy/one");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/two#release")).ShouldBe("\"acme/demo/-/p.ocu.star/@r1\"\n");

        // A release says anew what should be.
        await place.GoodAsync("release", "new", "--force", "p.ocu.star");
        await place.GoodAsync("work", "cascade");
        (await place.RunAsync("state", "diff")).Output.Trim().ShouldBeEmpty();
    }

    [Fact]
    public async Task EnvironmentCheck_GoesToTheReleaseThatIsDeployed()
    {
        using var place = await DeployedAsync();
        await place.GoodAsync("release", "new", "--force", "p.ocu.star");
        await place.GoodAsync("state", "set", "-f", "json", "@/environment/two", """{"name":"two"}""");
        await place.GoodAsync("state", "apply", "@/environment/two");
        (await place.RunAsync("state", "match", "**/op/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r2/op/check_envs"]);
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/two#release")).ShouldBe("\"acme/demo/-/p.ocu.star/@r2\"\n");
    }

    [Fact]
    public async Task Phase_ThatIsEmpty_KeepsTheOrderOfThoseAroundIt()
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", """
            def first():
                fail("first")

            def last():
                return done()

            phase("a", tasks=[task(first, "first")])
            phase("b", tasks=[])
            phase("c", tasks=[task(last, "last")])
            """));
        (await place.RunAsync("release", "new", "p.ocu.star")).ExitCode.ShouldBe(1);
        (await place.RunAsync("state", "match", "**/last/1/status/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1/task/last/1/status/pending"]);
    }

    [Fact]
    public async Task Logs_OfAChainThatWaits_HoldEachLineOnce()
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", """
            def second(go):
                print("two")
                return done()

            def first():
                print("one")
                return next(second, inputs={"go": input(ref="./custom/go")})

            task(first, "t")
            """));
        await place.GoodAsync("release", "new", "p.ocu.star");
        await place.GoodAsync("state", "set", "p.ocu.star/@r1/custom/go", "1");
        await place.GoodAsync("state", "apply", "p.ocu.star/@r1/custom/go");
        await place.GoodAsync("release", "continue", "p.ocu.star/@r1");
        var logs = (await place.DocumentAsync("p.ocu.star/@r1/task/t/1/logs")).ShouldBeOfType<Text.Json.JsonArray>();
        logs.Items.Select(l => l["message"]!.AsText).ShouldBe(["one", "two"]);
        logs.Items.Select(l => l["attributes"]!["filename"]!.AsText).ShouldAllBe(f => f == "p.ocu.star");
        logs.Items.Select(l => l["attributes"]!["line"]!.AsText).ShouldBe(["6", "2"]);
    }

    [Theory]
    [InlineData("**/@*/{task,deploy}/*", "acme/demo/-/p.ocu.star/@/deploy/one acme/demo/-/p.ocu.star/@r1/deploy/one")]
    [InlineData("@/*/*", "@/environment/one")]
    [InlineData("@/nothing/*", "")]
    public async Task StateMatch_TakesAnyPattern(string pattern, string expected)
    {
        using var place = await DeployedAsync();
        (await place.AsAsync("ocuroot", place.Repository, "state", "match", pattern)).Lines.ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task FindDeploys_ResolvesNamesAndListsAll()
    {
        using var place = await DeployedAsync("one", "two");
        place.Commit(("other", "1"));
        var all = new[] { "acme/demo/-/p.ocu.star/@/deploy/one", "acme/demo/-/p.ocu.star/@/deploy/two" };
        (await place.RunAsync("find-deploys", "HEAD~1", "HEAD")).Lines.ShouldBe(all);
        (await place.RunAsync("find-deploys", "HEAD", "HEAD~1")).Lines.ShouldBe(all);
        (await place.RunAsync("find-deploys", "HEAD", "HEAD")).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Repository_WithoutAlias_IsNamedAfterAPath()
    {
        using var place = new ReleasePlace("store.set(store.fs(\".store/state\"), intent=store.fs(\".store/intent\"))\n");
        place.Commit(("p.ocu.star", "def f():\n    pass\n\ntask(f, \"t\")\n"));
        await place.GoodAsync("release", "new", "p.ocu.star");
        (await place.RunAsync("state", "match", "**/@r1")).Lines.ShouldBe([$"{place.Root.TrimStart('/')}/demo/-/p.ocu.star/@r1"]);
        place.Git(place.Repository, "remote", "set-url", "origin", "file://" + place.Remote);
        await place.GoodAsync("release", "new", "--force", "p.ocu.star");
        (await place.RunAsync("state", "match", "**/@r2")).Lines.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Shell_InAWorkTreeOfAnotherCommit_RunsThere()
    {
        using var place = new ReleasePlace();
        place.Commit(("envs.ocu.star", "register_environment(environment(\"one\", {}))\n"), ("sub/version", "old"), ("sub/p.ocu.star", """
            def up(environment, go):
                return done(outputs={"v": read("version") + shell("cat version").stdout})

            def down(environment):
                return done()

            phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"go": input(ref="@/custom/go")}) for e in environments()])
            """));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "sub/p.ocu.star");
        place.Commit(("sub/version", "new"));
        await place.GoodAsync("state", "set", "@/custom/go", "1");
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "get", "sub/p.ocu.star/@/deploy/one#output/v")).ShouldBe("\"oldold\"\n");
    }

    private static async Task<ReleasePlace> DeployedAsync(params string[] environments)
    {
        var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Deployment), ("envs.ocu.star", string.Concat((environments.Length > 0 ? environments : ["one"]).Select(e => $"register_environment(environment(\"{e}\", {{}}))\n"))));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        return place;
    }

    private static async Task SetAsync(ReleasePlace place, string size)
    {
        await place.GoodAsync("state", "set", "@/custom/size", size);
        await place.GoodAsync("state", "apply", "@/custom/size");
    }
}

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Environments that come and go, done at once or step by step (releases, sections 1.6, 1.7).</summary>
public sealed class EnvironmentTests
{
    private const string Package = """
        def up(environment):
            return done(outputs={"tier": environment["attributes"]["tier"]})

        def down(environment):
            if environment["attributes"]["tier"] == host.read_file("stuck").strip():
                fail("it does not go away")
            return done(outputs={"was": environment["attributes"]["tier"]})

        phase("all", tasks=[deploy(environment=e, up=up, down=down) for e in environments()])
        """;

    private const string Trigger = "def start(commit):\n    host.shell(\"echo \" + commit + \" >> TRIGGERED\")\n\ntrigger(start)\n";

    [Fact]
    public async Task WorkAny_Comprehensive_BringsUpANewEnvironmentTakesAwayAnotherAndTriggersNothing()
    {
        using var place = await DeployedAsync();
        await place.GoodAsync("state", "set", "--format", "json", "@/environment/three", """{"name":"three","attributes":{"tier":"c"}}""");
        await place.GoodAsync("state", "delete", "@/environment/one");
        await place.GoodAsync("state", "set", "--format", "json", "@/environment/two", """{"name":"two","attributes":{"tier":"changed"}}""");
        await place.GoodAsync("work", "any", "--comprehensive");
        (await StatusAsync(place)).ShouldBe("one/1 complete, one/2 complete, three/1 complete, two/1 complete, two/2 complete");
        (await place.RunAsync("state", "match", "**/@/deploy/*")).Lines.Select(l => l.Split('/')[^1]).ShouldBe(["three", "two"]);
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/two#output/tier")).ShouldBe("\"changed\"\n");
        (await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/one#output/was")).ShouldBe("\"a\"\n");
        (await place.GoodAsync("state", "diff")).ShouldBe("");
        (await place.GoodAsync("work", "any", "--dryrun")).ShouldBe("");
        (await place.RunAsync("state", "match", "**/op/*")).Lines.ShouldBeEmpty();
        File.Exists(Path.Combine(place.Repository, "TRIGGERED")).ShouldBeFalse();
    }

    [Fact]
    public async Task WorkAny_OnceOnly_LeavesTheRestToTheNext()
    {
        using var place = await DeployedAsync();
        await place.GoodAsync("state", "set", "--format", "json", "@/environment/three", """{"name":"three","attributes":{"tier":"c"}}""");
        await place.GoodAsync("work", "any");
        (await place.RunAsync("state", "match", "**/op/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1/op/check_envs"]);
        File.ReadAllLines(Path.Combine(place.Repository, "TRIGGERED")).ShouldBe([place.Git(place.Repository, "rev-parse", "HEAD")]);
        await place.GoodAsync("work", "any");
        await place.GoodAsync("work", "any");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/three#output/tier")).ShouldBe("\"c\"\n");
    }

    [Fact]
    public async Task Environment_WhoseDownRunFails_StaysVisibleAndIsRetried()
    {
        using var place = await DeployedAsync();
        place.Write("stuck", "a");
        await place.GoodAsync("state", "delete", "@/environment/one");
        await place.GoodAsync("state", "apply", "@/environment/one");
        (await place.RunAsync("work", "continue")).ExitCode.ShouldBe(1);

        // The environment is gone, and what is in it is there for all to see.
        (await place.RunAsync("state", "match", "@/environment/*")).Lines.ShouldBe(["@/environment/two"]);
        (await place.RunAsync("state", "match", "**/@/deploy/*")).Lines.Select(l => l.Split('/')[^1]).ShouldBe(["one", "two"]);
        (await StatusAsync(place)).ShouldBe("one/1 complete, one/2 failed, two/1 complete");
        (await place.GoodAsync("release", "ls")).ShouldMatch(@"p\.ocu\.star/@r1 +failed");
        var shown = await place.GoodAsync("release", "show", "p.ocu.star");
        shown.ShouldMatch("deploy one +failed .*run 2");
        (await place.GoodAsync("state", "diff")).ShouldBe("acme/demo/-/p.ocu.star/@/deploy/one\n");

        // Nobody tries again unasked, and all work comes to an end.
        (await place.GoodAsync("work", "any", "--dryrun")).ShouldBe("");
        await place.GoodAsync("work", "any", "--comprehensive");
        await place.GoodAsync("work", "cascade");
        (await StatusAsync(place)).ShouldBe("one/1 complete, one/2 failed, two/1 complete");

        (await place.RunAsync("release", "retry", "p.ocu.star")).ExitCode.ShouldBe(1);
        place.Write("stuck", "");
        await place.GoodAsync("release", "retry", "p.ocu.star");
        (await StatusAsync(place)).ShouldBe("one/1 complete, one/2 failed_retried, one/3 failed_retried, one/4 complete, two/1 complete");
        (await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/one#output/was")).ShouldBe("\"a\"\n");
        (await place.RunAsync("state", "match", "**/@/deploy/*")).Lines.Select(l => l.Split('/')[^1]).ShouldBe(["two"]);
        (await place.GoodAsync("state", "diff")).ShouldBe("");
    }

    [Fact]
    public async Task Removal_ThatFailed_RunsAgainWhenItIsAskedFor()
    {
        using var place = await DeployedAsync();
        place.Write("stuck", "a");
        await place.GoodAsync("state", "delete", "@/environment/one");
        (await place.RunAsync("work", "cascade")).ExitCode.ShouldBe(1);
        place.Write("stuck", "");
        await place.GoodAsync("state", "apply", "p.ocu.star/@/deploy/one", "--cascade");
        (await StatusAsync(place)).ShouldBe("one/1 complete, one/2 failed, one/3 complete, two/1 complete");
        (await place.RunAsync("state", "match", "**/@/deploy/*")).Lines.Select(l => l.Split('/')[^1]).ShouldBe(["two"]);
        (await place.GoodAsync("state", "diff")).ShouldBe("");
    }

    [Fact]
    public async Task Removal_ThatFailed_IsNoReasonToDeployAgainAndReturnsWhenItsInputsChange()
    {
        using var place = await DeployedAsync(Package.Replace("environment)", "environment, size)", StringComparison.Ordinal).Replace("down=down)", "down=down, inputs={\"size\": input(ref=\"@/custom/size\", default=\"small\")})", StringComparison.Ordinal));
        place.Write("stuck", "a");
        await place.GoodAsync("state", "delete", "@/environment/one");
        (await place.RunAsync("work", "cascade")).ExitCode.ShouldBe(1);
        place.Write("stuck", "");
        await place.GoodAsync("state", "set", "@/custom/size", "big");
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/one/3#type")).ShouldBe("\"down\"\n");
        (await StatusAsync(place)).ShouldBe("one/1 complete, one/2 failed, one/3 complete, two/1 complete, two/2 complete");
        (await place.GoodAsync("state", "diff")).ShouldBe("");
    }

    private static async Task<ReleasePlace> DeployedAsync(string package = Package)
    {
        var place = new ReleasePlace(ReleasePlace.FolderStores + Trigger);
        place.Commit((".gitignore", ".store/\nstuck\nTRIGGERED\n"), ("p.ocu.star", package), ("envs.ocu.star", "register_environment(environment(\"one\", {\"tier\": \"a\"}))\nregister_environment(environment(\"two\", {\"tier\": \"b\"}))\n"));
        place.Write("stuck", "");
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        return place;
    }

    private static async Task<string> StatusAsync(ReleasePlace place) =>
        string.Join(", ", (await place.RunAsync("state", "match", "**/deploy/*/*/status/*")).Lines.Select(l => l.Split("/deploy/")[1].Replace("/status/", " ", StringComparison.Ordinal)));
}

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Deployments that wait while a newer release goes where they would go, or while their environment is removed.</summary>
public sealed class OvertakingTests
{
    private const string Package = ReleaseDirectory.Package;

    // Everywhere, each with an approval of the release.
    private const string Gated = """
        def up(environment, yes):
            print("deploying at " + yes)
            return done()

        def down(environment):
            return done()

        def notify():
            return done()

        phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"yes": input(ref="./custom/" + e.name)}) for e in environments()])
        phase("then", tasks=[task(notify, "notify")])
        """;

    [Fact]
    public async Task Push_AfterAHoldHasEnded_GivesUpTheReleaseThatWaited()
    {
        using var directory = new ReleaseDirectory();
        await directory.ReleaseAllAsync(2);
        await directory.RunAsync("release", "rollback", Package, "--env", "staging");
        await directory.ReleaseAsync(3);
        await directory.RunAsync("release", "rollback", Package, "--env", "staging", "--lift");
        directory.Commit(4);

        (await directory.RunAsync("push")).ShouldBe(0, directory.Errors);

        directory.Errors.ShouldContain("warning REL0537: shop/-/web.ocu.star/@r3/deploy/staging/1 is cancelled: r4 is newer, and goes to staging in its place");
        directory.Errors.ShouldNotContain("deploy web:3");
        (await directory.DeployedAsync("staging")).ShouldBe("r4");
        (await directory.DeployedAsync()).ShouldBe("r4");
        (await directory.RunAsync("work", "cascade")).ShouldBe(0, directory.Errors);
        (await directory.DeployedAsync("staging")).ShouldBe("r4");
        (await directory.RunAsync("release", "ls")).ShouldBe(0);
        directory.Output.ShouldMatch("@r3 +cancelled ");
        directory.Output.ShouldContain("@r3 was cancelled: r4 is newer, and went to staging in its place");
        (await directory.JsonAsync("release", "show", Package + "@r3")).GetProperty("phases")[1].GetProperty("tasks")[0].GetProperty("runs")[0].GetProperty("cancelled").GetProperty("newer").GetString().ShouldBe("shop/-/web.ocu.star/@r4");

        // Whoever names it gets it.
        directory.Git("-C", directory.Path, "checkout", "--quiet", "HEAD~1");
        (await directory.RunAsync("release", "continue", Package + "/@r3")).ShouldBe(0);
        directory.Errors.ShouldContain("operon release retry web.ocu.star/@r3");
        (await directory.DeployedAsync("staging")).ShouldBe("r4");
        (await directory.RunAsync("release", "retry", Package + "/@r3")).ShouldBe(0, directory.Errors);
        (await directory.DeployedAsync("staging")).ShouldBe("r3");
        (await directory.DeployedAsync()).ShouldBe("r3");
        (await directory.RunAsync("release", "ls")).ShouldBe(0);
        directory.Output.ShouldMatch("@r3 +complete ");
    }

    [Fact]
    public async Task New_ThatEndsTheHoldOfAnEnvironment_ShowsWhatItHasGivenUpAndWhy()
    {
        using var directory = new ReleaseDirectory();
        await directory.ReleaseAllAsync(2);
        await directory.RunAsync("release", "rollback", Package, "--env", "staging");
        await directory.ReleaseAsync(3);
        directory.Commit(4);

        (await directory.RunAsync("release", "new", Package, "--env", "staging")).ShouldBe(0, directory.Errors);

        (await directory.RunAsync("release", "ls")).ShouldBe(0);
        directory.Output.ShouldMatch("@r3 +cancelled ");
        directory.Output.ShouldContain("@r3 was cancelled: r4 is newer, and went to staging in its place");
        (await directory.RunAsync("release", "plan")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldNotContain("r3");
    }

    [Theory]
    [InlineData("operon", "cancelled")]
    [InlineData("ocuroot", "complete")]
    public async Task Cascade_OfTwoReleasesOfAPackage_DeploysTheNewerAlone(string name, string older)
    {
        using var place = await GatedAsync("a");
        place.Commit(("other", ""));
        await place.GoodAsync("release", "new", "p.ocu.star");
        await place.GoodAsync("state", "set", "p.ocu.star/@r1/custom/a", "one");
        await place.GoodAsync("state", "set", "p.ocu.star/@r2/custom/a", "two");

        var done = await place.AsAsync(name, place.Repository, "work", "cascade");

        done.ExitCode.ShouldBe(0, done.Errors);
        (await StatusAsync(place, "@r1/deploy/a")).ShouldBe($"1 {older}");
        (await StatusAsync(place, "@r1/task/notify")).ShouldBe($"1 {older}");
        (await StatusAsync(place, "@r2/deploy/a")).ShouldStartWith("1 complete");
        if (name == "operon") (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/a#release")).ShouldBe("\"acme/demo/-/p.ocu.star/@r2\"\n");
    }

    [Fact]
    public async Task Environment_ThatIsRemoved_BlocksNoReleaseThatWasToGoThere()
    {
        using var place = await GatedAsync("a", "f");
        await place.GoodAsync("state", "delete", "@/environment/f");
        await place.GoodAsync("state", "set", "p.ocu.star/@r1/custom/a", "yes");

        await place.GoodAsync("work", "cascade");

        (await StatusAsync(place, "@r1/deploy/f")).ShouldBe("1 cancelled");
        (await StatusAsync(place, "@r1/task/notify")).ShouldBe("1 complete");
        var listed = await place.GoodAsync("release", "ls");
        listed.ShouldMatch("@r1 +complete ");
        listed.ShouldContain("@r1 does not go to f: the environment was removed");

        // It goes there when there is one again.
        await place.GoodAsync("state", "set", "--format", "json", "@/environment/f", """{"name":"f"}""");
        await place.GoodAsync("state", "set", "p.ocu.star/@r1/custom/f", "yes");
        await place.GoodAsync("work", "cascade");
        (await StatusAsync(place, "@r1/deploy/f")).ShouldBe("1 cancelled, 2 complete");
        (await place.GoodAsync("release", "ls")).ShouldNotContain("does not go");
    }

    [Fact]
    public async Task Environment_ThatIsNew_KeepsTheReleaseThatWasFasterThanTheCheckOfAnOlderOne()
    {
        using var place = await GatedAsync("a");
        await place.GoodAsync("state", "set", "p.ocu.star/@r1/custom/a", "yes");
        await place.GoodAsync("work", "cascade");
        await place.GoodAsync("state", "set", "--format", "json", "@/environment/qa", """{"name":"qa"}""");
        await place.GoodAsync("state", "apply", "@/environment/qa");
        place.Commit(("other", ""));
        await place.GoodAsync("state", "set", "p.ocu.star/@r1/custom/qa", "yes");
        await place.GoodAsync("state", "set", "p.ocu.star/@r2/custom/qa", "yes");
        await place.GoodAsync("state", "apply", "p.ocu.star/@r2/custom/qa");
        await place.GoodAsync("release", "new", "p.ocu.star");

        await place.GoodAsync("work", "cascade");

        (await StatusAsync(place, "@r1/deploy/qa")).ShouldBe("1 cancelled");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/qa#release")).ShouldBe("\"acme/demo/-/p.ocu.star/@r2\"\n");
    }

    private static async Task<ReleasePlace> GatedAsync(params string[] environments)
    {
        var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Gated), ("envs.ocu.star", string.Concat(environments.Select(e => $"register_environment(environment(\"{e}\"))\n"))));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        return place;
    }

    private static async Task<string> StatusAsync(ReleasePlace place, string task) =>
        string.Join(", ", (await place.RunAsync("state", "match", $"acme/demo/-/p.ocu.star/{task}/*/status/*")).Lines.Select(l => l.Split($"{task}/")[1].Replace("/status/", " ", StringComparison.Ordinal)));
}

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Releases on their way: what waits for what, approvals, environments that come and go, packages that depend on each other (releases, sections 1.3 to 1.8).</summary>
public sealed class RolloutTests
{
    private const string Environments = """
        register_environment(environment("staging", {"tier": "low"}))
        register_environment(environment("prod", {"tier": "high"}))
        """;

    // Staging, and when somebody has said so, production.
    private const string Gated = """
        def up(environment, size):
            return done(outputs={"size": size, "tier": environment["attributes"]["tier"]}, tags=["v1"])

        def approved(environment, size, yes):
            return up(environment, size)

        def down(environment):
            return done(outputs={"gone": str(environment)})

        def to(name, fn, inputs):
            return [deploy(environment=e, up=fn, down=down, inputs=inputs) for e in environments() if e.name == name]

        size = input(ref="@/custom/size", default="small")
        phase("staging", tasks=to("staging", up, {"size": size}))
        phase("prod", tasks=to("prod", approved, {"size": size, "yes": input(ref="./custom/approval")}))
        """;

    private const string Runs = "**/deploy/*/*/status/*";

    [Theory]
    [InlineData("@r1")]
    [InlineData("@v1")]
    public async Task Approval_UnderANumberOrATag_LetsTheReleaseGoOn(string release)
    {
        using var place = await GatedAsync();
        (await StatusAsync(place)).ShouldBe("prod/1 pending, staging/1 complete");
        await SetAsync(place, $"p.ocu.star/{release}/custom/approval", "yes", applies: false);
        (await place.GoodAsync("work", "any", "--dryrun")).ShouldContain("custom/approval");
        await place.GoodAsync("work", "any");
        await place.GoodAsync("work", "any");
        (await StatusAsync(place)).ShouldBe("prod/1 complete, staging/1 complete");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/prod#output/tier")).ShouldBe("\"high\"\n");
        (await place.GoodAsync("state", "diff")).ShouldBe("");
    }

    [Fact]
    public async Task Approval_AfterARedeployment_CountsAllTheSame()
    {
        using var place = await GatedAsync();
        await SetAsync(place, "@/custom/size", "big");
        await place.GoodAsync("work", "continue");
        (await StatusAsync(place)).ShouldBe("prod/1 pending, staging/1 complete, staging/2 complete");
        await SetAsync(place, "p.ocu.star/@r1/custom/approval", "yes");
        await place.GoodAsync("release", "continue", "p.ocu.star/@r1");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/prod#output/size")).ShouldBe("\"big\"\n");
    }

    [Fact]
    public async Task Redeployment_ThatPauses_IsNotCreatedTwice()
    {
        using var place = new ReleasePlace();
        place.Commit(("envs.ocu.star", Environments), ("p.ocu.star", """
            def second(environment, yes):
                return done()

            def first(environment, size):
                if size == "small":
                    return done()
                return next(second, inputs={"environment": input(ref="@/environment/" + environment["name"]), "yes": input(ref="@/custom/yes")})

            def down(environment):
                return done()

            phase("all", tasks=[deploy(environment=e, up=first, down=down, inputs={"size": input(ref="@/custom/size", default="small")}) for e in environments() if e.name == "prod"])
            """));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        await SetAsync(place, "@/custom/size", "big");
        for (var i = 0; i < 3; i++) await place.GoodAsync("work", "cascade");
        (await StatusAsync(place)).ShouldBe("prod/1 complete, prod/2 paused");
        (await place.RunAsync("release", "ls")).Output.ShouldContain("waits for @/custom/yes");
        await SetAsync(place, "@/custom/yes", "1");
        await place.GoodAsync("work", "cascade");
        (await StatusAsync(place)).ShouldBe("prod/1 complete, prod/2 complete");
        (await place.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
    }

    [Fact]
    public async Task Environment_ThatIsRegisteredLater_GetsWhatIsDeployed()
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Gated), ("envs.ocu.star", "register_environment(environment(\"staging\", {\"tier\": \"low\"}))\n"));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        await SetAsync(place, "p.ocu.star/@r1/custom/approval", "yes");
        await SetAsync(place, "@/environment/prod", """{"name":"prod","attributes":{"tier":"high"}}""");
        (await place.GoodAsync("work", "ops", "--dryrun")).ShouldContain("p.ocu.star/@r1/op/check_envs");
        await place.GoodAsync("work", "ops");
        (await place.RunAsync("state", "match", "**/op/*")).Lines.ShouldBeEmpty();
        (await StatusAsync(place)).ShouldBe("prod/1 pending, staging/1 complete");
        await place.GoodAsync("work", "continue");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/prod#output/tier")).ShouldBe("\"high\"\n");

        // The file of environments may be released again and again.
        await place.GoodAsync("release", "new", "envs.ocu.star");
        (await place.RunAsync("state", "match", "acme/demo/-/envs.ocu.star/@*")).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Environment_ThatIsRemoved_LeavesStateAtOnceAndItsDownRunsSeeItAsItWas()
    {
        using var place = await GatedAsync();
        var before = await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/staging#input/environment/value");
        await place.GoodAsync("state", "delete", "@/environment/staging");
        await place.GoodAsync("state", "apply", "@/environment/staging");
        (await place.RunAsync("state", "match", "@/environment/*")).Lines.ShouldBe(["@/environment/prod"]);
        (await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/staging/2#functions")).ShouldContain("\"tier\": \"low\"");
        await place.GoodAsync("work", "continue");
        (await StatusAsync(place)).ShouldBe("prod/1 pending, staging/1 complete, staging/2 complete");
        (await place.RunAsync("state", "get", "p.ocu.star/@/deploy/staging")).ExitCode.ShouldBe(1);
        var gone = await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/staging/2#output/gone");
        gone.ShouldBe("\"{\\\"attributes\\\": {\\\"tier\\\": \\\"low\\\"}, \\\"name\\\": \\\"staging\\\"}\"\n");
        before.ShouldContain("low");
    }

    [Fact]
    public async Task Environment_ThatIsEdited_RedeploysWhatIsThere()
    {
        using var place = await GatedAsync();
        await SetAsync(place, "@/environment/staging", """{"name":"staging","attributes":{"tier":"middle"}}""");
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/staging#output/tier")).ShouldBe("\"middle\"\n");
    }

    [Fact]
    public async Task Packages_ThatDependOnEachOther_FollowInOrder()
    {
        using var place = new ReleasePlace();
        place.Commit(("envs.ocu.star", Environments), ("sub/back.ocu.star", Following("@/custom/size")), ("front.ocu.star", Following("//sub/back.ocu.star/@/deploy/prod#output/got")));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "front.ocu.star");
        (await StatusAsync(place)).ShouldBe("prod/1 pending");
        await SetAsync(place, "@/custom/size", "one");
        await place.GoodAsync("release", "new", "sub/back.ocu.star");
        (await place.GoodAsync("work", "continue", "--dryrun")).ShouldContain("front.ocu.star/@r1/deploy/prod/1");
        await place.GoodAsync("work", "continue");
        (await place.GoodAsync("state", "get", "front.ocu.star/@/deploy/prod#output/got")).ShouldBe("\"one\"\n");
        await SetAsync(place, "@/custom/size", "two");
        await place.GoodAsync("work", "continue");
        await place.GoodAsync("work", "continue");
        (await place.GoodAsync("state", "get", "front.ocu.star/@/deploy/prod#output/got")).ShouldBe("\"two\"\n");

        // At another commit there is nothing to do here.
        await SetAsync(place, "@/custom/size", "three");
        place.Commit(("other", ""));
        (await place.GoodAsync("work", "continue", "--dryrun")).ShouldBe("null\n");
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "get", "front.ocu.star/@/deploy/prod#output/got")).ShouldBe("\"three\"\n");
    }

    [Fact]
    public async Task Cascade_OfARelease_LeavesIntentsOfOthersAlone()
    {
        using var place = await GatedAsync();
        await SetAsync(place, "@/custom/others", "1", applies: false);
        place.Commit(("p.ocu.star", Gated + "# changed\n"));
        await place.GoodAsync("release", "new", "--cascade", "p.ocu.star");
        (await place.GoodAsync("state", "diff")).ShouldBe("@/custom/others\n");
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "diff")).ShouldBe("");
    }

    [Fact]
    public async Task Run_WithATagThatIsNone_FailsAndTheOthersGoOn()
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", """
            def bad():
                return done(tags=["good", "two words"])

            def good():
                return done()

            phase("all", tasks=[task(bad, "a"), task(good, "b")])
            """));
        (await place.RunAsync("release", "new", "p.ocu.star")).ExitCode.ShouldBe(1);
        (await place.RunAsync("state", "match", "**/task/*/1/status/*")).Lines.Select(l => l.Split("/task/")[1]).ShouldBe(["a/1/status/failed", "b/1/status/complete"]);
        (await place.RunAsync("state", "match", "acme/demo/-/p.ocu.star/@*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1"]);
    }

    [Fact]
    public async Task Function_ThatCannotBeFoundAgain_LeavesNothingOfThePackage()
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", "def make():\n    def inner():\n        pass\n    return inner\n\ntask(make(), \"t\")\n"));
        (await place.RunAsync("release", "new", "p.ocu.star")).ExitCode.ShouldBe(1);
        (await place.RunAsync("state", "match", "acme/demo/-/p.ocu.star/**")).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Input_WithADefaultAlone_IsTheDefault()
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", "def f(size):\n    return done(outputs={\"size\": size})\n\ntask(f, \"t\", inputs={\"size\": input(default=\"small\")})\n"));
        await place.GoodAsync("release", "new", "p.ocu.star");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/task/t#output/size")).ShouldBe("\"small\"\n");
    }

    [Fact]
    public async Task Input_WithItsDocumentation_IsTheInput()
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", "def f(size):\n    return done(outputs={\"size\": size})\n\ntask(f, \"t\", inputs={\"size\": input(ref=\"@/custom/size\", doc=\"how big it gets\")})\n"));
        var waiting = await place.RunAsync("release", "new", "p.ocu.star");
        waiting.Errors.ShouldContain("waits for @/custom/size");
        (await place.GoodAsync("release", "ls")).ShouldMatch(@"@r1 +waiting ");
        (await place.GoodAsync("state", "get", "p.ocu.star/@r1/task/t/1#functions")).ShouldNotContain("how big");
        await SetAsync(place, "@/custom/size", "big");
        await place.GoodAsync("release", "continue", "p.ocu.star/@r1");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/task/t#output/size")).ShouldBe("\"big\"\n");
    }

    [Fact]
    public async Task Release_ThatWaits_IsToldFromOneThatIsComplete()
    {
        using var place = await GatedAsync();
        const string Gate = "waits for p.ocu.star/@r1/custom/approval";
        (await place.GoodAsync("release", "ls")).ShouldMatch(@"p\.ocu\.star/@r1 +waiting ");
        (await place.GoodAsync("release", "ls")).ShouldContain(Gate);
        (await place.GoodAsync("release", "show", "p.ocu.star")).ShouldContain(Gate);
        (await place.GoodAsync("release", "ls", "--output", "json")).ShouldContain("\"waiting\"");

        // What is ready waits for nobody but who runs it.
        await SetAsync(place, "p.ocu.star/@r1/custom/approval", "yes");
        (await place.GoodAsync("release", "ls")).ShouldMatch(@"p\.ocu\.star/@r1 +ready ");
        (await place.GoodAsync("release", "ls")).ShouldNotContain("waits for");
        await place.GoodAsync("release", "continue", "p.ocu.star/@r1");
        (await place.GoodAsync("release", "ls")).ShouldMatch(@"p\.ocu\.star/@r1 +complete ");
    }

    private static string Following(string reference) => $$"""
        def up(environment, of):
            return done(outputs={"got": of})

        def down(environment):
            return done()

        phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"of": input(ref="{{reference}}")}) for e in environments() if e.name == "prod"])
        """;

    private static async Task<ReleasePlace> GatedAsync()
    {
        var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Gated), ("envs.ocu.star", Environments));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        return place;
    }

    private static async Task<string> StatusAsync(ReleasePlace place) =>
        string.Join(", ", (await place.RunAsync("state", "match", Runs)).Lines.Select(l => l.Split("/deploy/")[1].Replace("/status/", " ", StringComparison.Ordinal)));

    private static async Task SetAsync(ReleasePlace place, string reference, string value, bool applies = true)
    {
        await place.GoodAsync("state", "set", "--format", value[0] == '{' ? "json" : "string", reference, value);
        if (applies) await place.GoodAsync("state", "apply", reference);
    }
}

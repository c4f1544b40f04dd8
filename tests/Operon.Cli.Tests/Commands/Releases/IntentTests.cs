namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What is intended against what is: differences, what is done about them, and that it ends (releases, sections 1.5, 11.1, 11.2).</summary>
public sealed class IntentTests
{
    private const string Link = "acme/demo/-/p.ocu.star/@/deploy/one";

    private const string Package = """
        def up(environment, size):
            if size == "bad":
                fail("too bad")
            return done(outputs={"size": size}, tags=["v" + size] if size in ["1", "2"] else [])

        def down(environment):
            return done()

        phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"size": input(ref="@/custom/size", default="small")}) for e in environments()])
        """;

    [Theory]
    [InlineData("""{"name":"two"}""")]
    [InlineData("""{"name":"two","attributes":null}""")]
    [InlineData("""{"name":"two","attributes":{},"owner":"somebody"}""")]
    public async Task Environment_WithoutAttributesOrWithMore_IsAppliedOnce(string intent)
    {
        using var place = await DeployedAsync();
        await place.GoodAsync("state", "set", "--format", "json", "@/environment/two", intent);
        (await place.GoodAsync("state", "diff")).ShouldBe("@/environment/two\n");
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "diff")).ShouldBe("");
        (await place.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
        (await place.GoodAsync("state", "get", "p.ocu.star/@/deploy/two#output/size")).ShouldBe("\"small\"\n");
    }

    [Fact]
    public async Task Deployment_WhoseIntentNamesAnotherRelease_IsOneRunOfIt()
    {
        using var place = await DeployedAsync();
        var first = await place.GoodAsync("state", "get", $"{Link}#release");
        await place.GoodAsync("release", "new", "--force", "p.ocu.star");
        (await place.GoodAsync("state", "diff")).ShouldBe("");
        await place.GoodAsync("state", "set", "--format", "json", Link, $$"""{"release":{{first.Trim()}},"input":{{await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/one#input")}}}""");

        (await place.GoodAsync("state", "diff")).ShouldBe(Link + "\n");
        (await place.GoodAsync("work", "cascade", "--dryrun")).ShouldContain("\"work_type\": \"update\"");
        await place.GoodAsync("state", "apply", Link);
        await place.GoodAsync("state", "apply", Link);
        (await place.RunAsync("state", "match", "**/@r1/deploy/one/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1/deploy/one/1", "acme/demo/-/p.ocu.star/@r1/deploy/one/2"]);
        (await place.GoodAsync("state", "diff")).ShouldBe("");
        await place.GoodAsync("work", "cascade");
        (await place.GoodAsync("state", "get", $"{Link}#release")).ShouldBe(first);
        (await place.GoodAsync("state", "get", "p.ocu.star/@r1/deploy/one#type")).ShouldBe("\"\"\n");
        (await place.GoodAsync("state", "diff")).ShouldBe("");
        (await place.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
    }

    [Fact]
    public async Task Deployment_WhoseIntentFailed_IsListedAndRepeatedOnlyWhenAskedFor()
    {
        using var place = await DeployedAsync();
        await place.GoodAsync("state", "set", "--format", "json", Link, """{"release":"acme/demo/-/p.ocu.star/@r1","input":{"environment":{"ref":"@/environment/one"},"size":{"value":"bad"}}}""");
        (await place.RunAsync("work", "cascade")).ExitCode.ShouldBe(1);
        (await place.GoodAsync("state", "diff")).ShouldBe(Link + "\n");
        (await place.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
        await place.GoodAsync("state", "apply", Link);
        (await place.RunAsync("state", "match", "**/deploy/one/*/status/*")).Lines.Select(l => l["acme/demo/-/p.ocu.star/@r1/deploy/one/".Length..]).ShouldBe(["1/status/complete", "2/status/failed", "3/status/pending"]);
    }

    [Fact]
    public async Task Deployment_ThatFailed_RunsAgainByARetryAndByANewRelease()
    {
        using var place = await DeployedAsync();
        await SetAsync(place, "bad");
        (await place.RunAsync("work", "cascade")).ExitCode.ShouldBe(1);
        (await place.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
        (await place.RunAsync("release", "retry", "p.ocu.star/@r1")).ExitCode.ShouldBe(1);
        (await place.RunAsync("state", "match", "**/@r1/deploy/one/*")).Lines.Length.ShouldBe(3);
        (await place.RunAsync("release", "new", "--force", "p.ocu.star")).ExitCode.ShouldBe(1);
        (await place.GoodAsync("work", "cascade", "--dryrun")).ShouldBe("null\n");
    }

    [Fact]
    public async Task Deployment_ThatIsToBeRemoved_IsNotRedeployed()
    {
        using var place = await DeployedAsync();
        await place.GoodAsync("state", "delete", Link);
        await place.GoodAsync("state", "apply", Link);
        await SetAsync(place, "big");
        var work = await place.GoodAsync("work", "continue", "--dryrun");
        work.ShouldContain("@r1/deploy/one/2\"");
        work.ShouldNotContain("@r1/deploy/one\"");
        await place.GoodAsync("work", "cascade");
        (await place.RunAsync("state", "get", Link)).ExitCode.ShouldBe(1);
        (await place.RunAsync("state", "match", "**/deploy/one/*")).Lines.Length.ShouldBe(2);
        (await place.GoodAsync("state", "diff")).ShouldBe("");
    }

    [Fact]
    public async Task Intents_ForOneDocument_AreEachComparedWithIt()
    {
        using var place = await DeployedAsync("2");
        foreach (var release in new[] { "@v2", "@r1" })
        {
            await place.GoodAsync("state", "set", $"p.ocu.star/{release}/custom/go", "yes");
            await place.GoodAsync("state", "apply", $"p.ocu.star/{release}/custom/go");
        }

        (await place.GoodAsync("state", "diff")).ShouldBe("");
        await place.GoodAsync("state", "set", "p.ocu.star/@v2/custom/go", "no");
        (await place.GoodAsync("state", "diff")).ShouldBe("acme/demo/-/p.ocu.star/@v2/custom/go\n");
    }

    private static async Task<ReleasePlace> DeployedAsync(string? size = null)
    {
        var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Package), ("envs.ocu.star", "register_environment(environment(\"one\", {}))\n"));
        if (size is not null) await SetAsync(place, size);
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

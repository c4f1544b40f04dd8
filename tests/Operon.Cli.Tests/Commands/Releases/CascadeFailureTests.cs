namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What a cascade says about what has failed: its own work, each with its reason, and nothing else.</summary>
public sealed class CascadeFailureTests
{
    private const string Package = """
        def up(environment):
            return done()

        def down(environment):
            if environment["name"] == "b":
                fail("it stays")
            return done()

        phase("all", tasks=[deploy(environment=e, up=up, down=down) for e in environments()])
        """;

    [Fact]
    public async Task Cascade_AfterAnEarlierFailure_SucceedsWhereItsOwnWorkDoes()
    {
        using var place = new ReleasePlace();
        place.Commit(("envs.ocu.star", "register_environment(environment(\"b\"))\nregister_environment(environment(\"c\"))\n"), ("p.ocu.star", Package));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        await place.GoodAsync("state", "delete", "@/environment/b");
        var failed = await place.RunAsync("work", "cascade");
        failed.ExitCode.ShouldBe(1);
        failed.Errors.ShouldContain("it stays");
        await place.GoodAsync("work", "cascade");
        await place.GoodAsync("state", "delete", "@/environment/c");

        await place.GoodAsync("work", "cascade");

        (await place.RunAsync("state", "match", "**/@/deploy/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@/deploy/b"]);
    }

    [Theory]
    [InlineData("cascade")]
    [InlineData("any")]
    [InlineData("any", "--comprehensive")]
    public async Task Work_WithAnIntentThatCannotBeApplied_DoesTheRestAndTellsHowToMendIt(params string[] words)
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", "def f(yes):\n    return done()\n\ntask(f, \"t\", inputs={\"yes\": ref(\"./custom/approval\")})\n"));
        await place.GoodAsync("release", "new", "p.ocu.star");
        (await place.AsAsync("ocuroot", place.Repository, "state", "set", "@/environment/qa", "x")).ExitCode.ShouldBe(0);
        await place.GoodAsync("state", "set", "p.ocu.star/@r1/custom/approval", "yes");

        var done = await place.RunAsync(["work", .. words]);

        done.ExitCode.ShouldBe(1);
        done.Errors.ShouldContain("error REL0102: the environment @/environment/qa cannot be used: it has no name");
        done.Errors.ShouldContain("operon state delete @/environment/qa");
        (await place.GoodAsync("state", "get", "p.ocu.star/@r1/custom/approval")).ShouldBe("\"yes\"\n");
        await place.GoodAsync("state", "delete", "@/environment/qa");
        await place.GoodAsync("work", "cascade");
        (await place.RunAsync("state", "match", "**/t/1/status/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1/task/t/1/status/complete"]);
    }

    [Theory]
    [InlineData("@/environment/qa", "x", """{"name":"qa","attributes":{}}""")]
    [InlineData("@/environment/qa", """{"name":"other"}""", """{"name":"qa","attributes":{}}""")]
    [InlineData("p.ocu.star/@/deploy/qa", "\"x\"", """{"release":"acme/demo/-/p.ocu.star/@r1","input":{}}""")]
    [InlineData("p.ocu.star/@/deploy/qa", """{"release":"acme/demo/-/p.ocu.star/@r1","input":3}""", """{"release":"acme/demo/-/p.ocu.star/@r1","input":{}}""")]
    public async Task Set_OfAnIntentThatCannotBeUsed_IsRefusedWithTheShapeThatIsExpected(string reference, string value, string shape)
    {
        using var place = new ReleasePlace();

        var refused = await place.RunAsync("state", "set", "--format", value[0] == 'x' ? "string" : "json", reference, value);

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("error REL0102: ");
        refused.Errors.ShouldContain($"'{shape}'");
        (await place.RunAsync("state", "diff")).Lines.ShouldBeEmpty();
        await place.GoodAsync("state", "set", "--format", "json", reference, shape);
    }
}

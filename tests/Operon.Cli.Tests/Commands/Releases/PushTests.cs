namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What <c>push</c> releases, and what it leaves out (releases, sections 5.3, 11.4).</summary>
public sealed class PushTests
{
    private const string Good = "def f():\n    return done(watch=[\"WATCHED\"])\n\ntask(f, \"t\")\n";
    private const string Bad = "def f():\n    fail(\"no\")\n\ntask(f, \"t\")\n";

    [Fact]
    public async Task Push_OfAChange_ReleasesItAndWhoWatchesIt()
    {
        using var place = new ReleasePlace();
        place.Commit(("a.ocu.star", Watching("data/")), ("sub/b.ocu.star", Watching("data/b")), ("c.ocu.star", Watching("none/")), ("data/a", ""), ("data/b", ""));
        (await PushAsync(place)).ShouldBe("a.ocu.star c.ocu.star sub/b.ocu.star");
        (await PushAsync(place)).ShouldBe("");

        place.Commit(("data/a", "1"));
        (await PushAsync(place)).ShouldBe("a.ocu.star");
        place.Commit(("data/b.bak", "1"), ("c.ocu.star", Watching("else/")));
        (await PushAsync(place)).ShouldBe("a.ocu.star c.ocu.star sub/b.ocu.star");
        place.Commit(("none/x", "1"));
        (await PushAsync(place)).ShouldBe("");
        (await place.RunAsync("state", "match", "**/@r*")).Lines.Select(l => l["acme/demo/-/".Length..])
            .ShouldBe(["a.ocu.star/@r1", "a.ocu.star/@r2", "a.ocu.star/@r3", "c.ocu.star/@r1", "c.ocu.star/@r2", "sub/b.ocu.star/@r1", "sub/b.ocu.star/@r2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Push_OfWhatIsIgnoredOrDeleted_LeavesItOut()
    {
        using var place = new ReleasePlace(ReleasePlace.FolderStores + "release_ignore = [\"old/*\", \"**/skip.ocu.star\"]\n");
        place.Commit(("a.ocu.star", Good), ("b.ocu.star", Good), ("old/deep/x.ocu.star", Good), ("sub/skip.ocu.star", Good), ("skip.ocu.star", Good));
        (await PushAsync(place)).ShouldBe("a.ocu.star b.ocu.star skip.ocu.star");
        File.Delete(Path.Combine(place.Repository, "b.ocu.star"));
        place.Commit(("a.ocu.star", Good + "# changed\n"));
        (await PushAsync(place)).ShouldBe("a.ocu.star");
        place.Variables["OCU_CFG_release_ignore"] = "a.*,b.*";
        place.Commit(("a.ocu.star", Good));
        (await PushAsync(place)).ShouldBe("");
    }

    [Theory]
    [InlineData("operon", 1)]
    [InlineData("ocuroot", 0)]
    public async Task Push_OfAReleaseThatFails_ReleasesTheOthersAndItNotAgain(string name, int exit)
    {
        using var place = new ReleasePlace();
        place.Commit(("a.ocu.star", Bad), ("b.ocu.star", Good));
        (await place.AsAsync(name, place.Repository, "push")).ExitCode.ShouldBe(exit);
        (await place.RunAsync("state", "match", "**/t/1/status/*")).Lines.ShouldBe(["acme/demo/-/a.ocu.star/@r1/task/t/1/status/failed", "acme/demo/-/b.ocu.star/@r1/task/t/1/status/complete"]);
        (await place.AsAsync(name, place.Repository, "push")).ExitCode.ShouldBe(0);
        (await place.RunAsync("state", "match", "**/@r2")).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Push_OfReleasesThatWait_SaysForWhat()
    {
        const string Waiting = "def f(of):\n    return done(outputs={\"x\": 1})\n\ntask(f, \"t\", inputs={\"of\": input(ref=\"WHAT\")})\n";
        using var place = new ReleasePlace();
        place.Commit(
            ("a.ocu.star", Waiting.Replace("WHAT", "@/custom/gate", StringComparison.Ordinal)),
            ("b.ocu.star", Waiting.Replace("WHAT", "./-/c.ocu.star/@/task/t#output/y", StringComparison.Ordinal)),
            ("c.ocu.star", "def f():\n    return done(outputs={\"y\": 2})\n\ntask(f, \"t\")\n"),
            ("d.ocu.star", Bad));
        var pushed = await place.RunAsync("push");
        (pushed.ExitCode, pushed.Output).ShouldBe((1, ""));
        pushed.Errors.Split('\n').Where(l => l.Contains("waits", StringComparison.Ordinal)).ShouldBe(["acme/demo/-/a.ocu.star/@r1/task/t/1 waits for @/custom/gate"]);
    }

    [Theory]
    [InlineData("operon", 1)]
    [InlineData("ocuroot", 0)]
    public async Task Work_ThatFails_IsExitCode1ButNotUnderTheNameOfTheOriginal(string name, int exit)
    {
        string[][] commands = [["work", "any"], ["work", "continue"], ["state", "apply", "@/custom/size", "--cascade"]];
        foreach (var command in commands)
        {
            using var place = new ReleasePlace();
            place.Commit(("p.ocu.star", "def f(size):\n    fail(\"no\")\n\ntask(f, \"t\", inputs={\"size\": input(ref=\"@/custom/size\")})\n"));
            await place.GoodAsync("release", "new", "p.ocu.star");
            await place.GoodAsync("state", "set", "@/custom/size", "1");
            if (command[0] == "work") await place.GoodAsync("state", "apply", "@/custom/size");
            (await place.AsAsync(name, place.Repository, command)).ExitCode.ShouldBe(exit, string.Join(' ', command));
            (await place.RunAsync("state", "match", "**/t/*/status/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1/task/t/1/status/failed"]);
        }
    }

    private static string Watching(string prefix) => Good.Replace("WATCHED", prefix, StringComparison.Ordinal);

    // What it says that it will release, which it then does.
    private static async Task<string> PushAsync(ReleasePlace place)
    {
        var files = (await place.RunAsync("push", "--dryrun")).Lines;
        await place.GoodAsync("push");
        return string.Join(' ', files);
    }
}

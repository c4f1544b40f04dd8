namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>A push goes on with the other packages where one cannot be released, or somebody else is faster.</summary>
public sealed class PushOthersTests
{
    private const string Good = "def f():\n    return done()\n\ntask(f, \"t\")\n";
    private const string Unreadable = "phse(\"b\")\n";

    [Fact]
    public async Task Push_OfFilesThatCannotBeRead_ReleasesTheOthersAndTellsEach()
    {
        using var place = new ReleasePlace();
        place.Commit(("a/p.ocu.star", Unreadable), ("b/p.ocu.star", Good), ("c/p.ocu.star", "task(1)\n"), ("d/p.ocu.star", Good));

        var pushed = await place.RunAsync("push");

        pushed.ExitCode.ShouldBe(1);
        pushed.Errors.ShouldContain("a/p.ocu.star:1:1: error ");
        pushed.Errors.ShouldContain("c/p.ocu.star:1:5: error ");
        (await ReleasesAsync(place)).ShouldBe("b/p.ocu.star/@r1 d/p.ocu.star/@r1");

        // What was refused is tried again, the others are there.
        (await place.RunAsync("push")).ExitCode.ShouldBe(1);
        (await place.RunAsync("push", "--dryrun")).Lines.ShouldBe(["a/p.ocu.star", "c/p.ocu.star"]);
        (await ReleasesAsync(place)).ShouldBe("b/p.ocu.star/@r1 d/p.ocu.star/@r1");

        // Also at another commit, and those that were released are not released again.
        place.Commit(("b/p.ocu.star", Good + "\n"), ("a/p.ocu.star", Good));
        (await place.RunAsync("push", "--dryrun")).Lines.ShouldBe(["a/p.ocu.star", "b/p.ocu.star", "c/p.ocu.star"]);
        (await place.RunAsync("push")).ExitCode.ShouldBe(1);
        (await ReleasesAsync(place)).ShouldBe("a/p.ocu.star/@r1 b/p.ocu.star/@r1 b/p.ocu.star/@r2 d/p.ocu.star/@r1");
        place.Commit(("c/p.ocu.star", Good));
        await place.GoodAsync("push");
        (await ReleasesAsync(place)).ShouldBe("a/p.ocu.star/@r1 b/p.ocu.star/@r1 b/p.ocu.star/@r2 c/p.ocu.star/@r1 d/p.ocu.star/@r1");
        (await place.RunAsync("push", "--dryrun")).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Push_UnderTheNameOfTheOriginal_EndsAtAFileThatCannotBeRead()
    {
        using var place = new ReleasePlace();
        place.Commit(("a.ocu.star", Good), ("b.ocu.star", Unreadable), ("c.ocu.star", Good));
        (await place.AsAsync("ocuroot", place.Repository, "push")).ExitCode.ShouldBe(1);
        (await ReleasesAsync(place)).ShouldBe("a.ocu.star/@r1");
    }

    [Theory]
    [InlineData("-dash/p.ocu.star", "folder '-dash'", "-dash/*")]
    [InlineData("sub/at@x/p.ocu.star", "folder 'at@x'", "sub/at@x/*")]
    [InlineData("sub/+p.ocu.star", "file name '+p.ocu.star'", "sub/+p.ocu.star")]
    public async Task Push_OfAFileThatNoReferenceCanHold_NamesItAndReleasesTheOthers(string file, string named, string ignored)
    {
        using var place = new ReleasePlace();
        place.Commit((file, Good), ("z.ocu.star", Good));

        var listed = await place.RunAsync("push", "--dryrun");
        (listed.ExitCode, listed.Output).ShouldBe((1, "z.ocu.star\n"));
        var planned = await place.RunAsync("release", "plan");
        planned.ExitCode.ShouldBe(1);
        planned.Output.ShouldContain("z.ocu.star: release r1");
        planned.Output.ShouldNotContain(file);
        var pushed = await place.RunAsync("push");
        pushed.ExitCode.ShouldBe(1);
        foreach (var answer in new[] { listed, planned, pushed })
        {
            answer.Errors.ShouldContain($"error REL0001: the {named} cannot be part of a reference");
            answer.Errors.ShouldContain($"release_ignore = [\"{ignored}\"]");
        }

        (await ReleasesAsync(place)).ShouldBe("z.ocu.star/@r1");
        place.Commit(("repo.ocu.star", ReleasePlace.FolderStores + $"release_ignore = [\"{ignored}\"]\n"));
        (await place.GoodAsync("push")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Push_OfOneCommitByThreeAtOnce_ReleasesEachPackageOnceAndAllSucceed()
    {
        // Whoever reads the first package waits until all do, so that all three have found all files.
        using var place = new ReleasePlace();
        var gate = $"{place.Root}/gate";
        Directory.CreateDirectory(gate);
        var waits = $"host.shell(\"touch {gate}/$$; for i in $(seq 500); do [ $(ls {gate} | wc -l) -ge 3 ] && exit 0; sleep 0.02; done; exit 1\")\n";
        place.Commit(("a.ocu.star", waits + Good), ("b.ocu.star", Good), ("c.ocu.star", Good));

        var pushed = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => place.RunAsync("push"))));

        foreach (var answer in pushed) (answer.ExitCode, answer.Errors).ShouldSatisfyAllConditions(a => a.ExitCode.ShouldBe(0, a.Errors), a => a.Errors.ShouldNotContain("error"));
        (await ReleasesAsync(place)).ShouldBe("a.ocu.star/@r1 b.ocu.star/@r1 c.ocu.star/@r1");
        (await place.RunAsync("push", "--dryrun")).Lines.ShouldBeEmpty();
    }

    private static async Task<string> ReleasesAsync(ReleasePlace place) =>
        string.Join(' ', (await place.RunAsync("state", "match", "**/@r*")).Lines.Select(l => l["acme/demo/-/".Length..]));
}

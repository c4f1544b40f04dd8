namespace Operon.EndToEnd.Releases;

/// <summary>Runs whose process was killed, stopped, or takes longer than its claim.</summary>
public sealed class TakeoverTests : IDisposable
{
    private const int Kill = 9;
    private const int Stop = 19;
    private const int Continue = 18;

    private static readonly (string, string) ShortLease = ("OPERON_LEASE", "2s");

    private ReleaseRepository? made;

    private ReleaseRepository Place => made!;

    public void Dispose() => made?.Dispose();

    [Theory]
    [InlineData(ReleaseRepository.GitStores)]
    [InlineData(ReleaseRepository.FolderStores)]
    public async Task Run_OfAKilledProcess_IsTakenOverAtOnce(string stores)
    {
        Make(stores);
        using (var killed = Place.Start("release new p.ocu.star")) await KillAsync(killed, 1);
        (await Place.MatchAsync("**/status/*")).ShouldBe(["demo/-/p.ocu.star/@r1/task/a/1/status/running"]);
        (await Place.GoodAsync("work continue --dryrun")).ShouldContain("@r1/task/a/1");

        File.WriteAllText(Place.PathOf("go"), "");
        (await Place.GoodAsync("release continue p.ocu.star/@r1")).ShouldBeEmpty();
        Place.LinesOf("tries").Length.ShouldBe(2);
        (await Place.MatchAsync("**/status/*")).ShouldBe(["demo/-/p.ocu.star/@r1/task/a/1/status/complete"]);
        (await Place.GoodAsync("state get demo/-/p.ocu.star/@r1/task/a/1/logs")).ShouldContain("it starts again here");
        if (stores == ReleaseRepository.GitStores) Place.Leases().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ReleaseRepository.GitStores)]
    [InlineData(ReleaseRepository.FolderStores)]
    public async Task Run_OfAStoppedProcess_IsTakenOverWhenItsLeaseEnds_AndItsOwnerWritesNoMore(string stores)
    {
        Make(stores);
        using var late = Place.Start("release new p.ocu.star", ShortLease);
        await Place.UntilAsync(() => Place.LinesOf("tries").Length == 1);
        late.Signal(Stop);
        File.WriteAllText(Place.PathOf("go"), "");
        await Task.Delay(2_500);
        await Place.GoodAsync("work continue", ShortLease);
        Place.LinesOf("tries").Length.ShouldBe(2);
        var output = await Place.GoodAsync("state get demo/-/p.ocu.star/@r1/task/a#output/try");

        late.Signal(Continue);
        var ended = await late.EndAsync();
        ended.Exit.ShouldBe(1);
        ended.Errors.ShouldContain("REL0406");
        (await Place.GoodAsync("state get demo/-/p.ocu.star/@r1/task/a#output/try")).ShouldBe(output);
        (await Place.MatchAsync("**/status/*")).ShouldBe(["demo/-/p.ocu.star/@r1/task/a/1/status/complete"]);
        if (stores == ReleaseRepository.GitStores) Place.Leases().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ReleaseRepository.GitStores)]
    [InlineData(ReleaseRepository.FolderStores)]
    public async Task Run_ThatTakesLongerThanItsLease_StaysItsOwners(string stores)
    {
        Make(stores);
        using var busy = Place.Start("release new p.ocu.star", ShortLease);
        await Place.UntilAsync(() => Place.LinesOf("tries").Length == 1);
        if (stores == ReleaseRepository.GitStores) await Place.UntilAsync(() => Place.Leases().Length == 1);
        var commits = stores == ReleaseRepository.GitStores ? Place.Git("remote.git", "rev-list", "--count", "state") : "";
        await Task.Delay(3_000);
        await Place.GoodAsync("work continue", ShortLease);
        Place.LinesOf("tries").Length.ShouldBe(1);

        // The history is not one of claims that were put off.
        if (stores == ReleaseRepository.GitStores) Place.Git("remote.git", "rev-list", "--count", "state").ShouldBe(commits);
        File.WriteAllText(Place.PathOf("go"), "");
        (await busy.EndAsync()).Exit.ShouldBe(0);
        if (stores == ReleaseRepository.GitStores) Place.Leases().ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_KilledInTheSecondFunctionOfItsChain_StartsThere()
    {
        made = new ReleaseRepository(ReleaseRepository.GitStores);
        Place.Commit("demo", ("p.ocu.star", $"""
            def first(ctx):
                host.shell("echo first >> {Place.PathOf("tries")}")
                return next(second, inputs={"{"}"x": 1{"}"})

            def second(x):
                host.shell("echo second >> {Place.PathOf("tries")}; while [ ! -e {Place.PathOf("go")} ]; do sleep 0.05; done")
                return done()

            task(first, name="a")

            """));
        using (var killed = Place.Start("release new p.ocu.star")) await KillAsync(killed, 2);
        File.WriteAllText(Place.PathOf("go"), "");
        await Place.GoodAsync("work any");
        Place.LinesOf("tries").ShouldBe(["first", "second", "second"]);
        (await Place.MatchAsync("**/status/*")).ShouldBe(["demo/-/p.ocu.star/@r1/task/a/1/status/complete"]);
    }

    [Fact]
    public async Task Lease_OfAKilledProcess_IsGoneWhenItsRunIsTakenOver()
    {
        Make(ReleaseRepository.GitStores);
        using (var killed = Place.Start("release new p.ocu.star", ShortLease))
        {
            await Place.UntilAsync(() => Place.Leases().Length == 1);
            await KillAsync(killed, 1);
        }

        Place.Leases().Length.ShouldBe(1);
        File.WriteAllText(Place.PathOf("go"), "");
        await Place.GoodAsync("work continue");
        (await Place.MatchAsync("**/status/*")).ShouldBe(["demo/-/p.ocu.star/@r1/task/a/1/status/complete"]);
        Place.Leases().ShouldBeEmpty();
    }

    [Fact]
    public async Task Leases_OfProcessesThatAreGone_AreRemovedByWhoeverDoesAllWork()
    {
        // One of this machine whose lease outlives it: the remote does not let it go.
        Make(ReleaseRepository.GitStores);
        Place.Hook("update", "case $1:$3 in refs/operon/leases/*:0000*) exit 1;; esac");
        using (var gone = Place.Start("release new p.ocu.star", ("OPERON_LEASE", "15s")))
        {
            // It is put off when a third of it is over.
            await Place.UntilAsync(() => Place.Leases().Length == 1);
            File.WriteAllText(Place.PathOf("go"), "");
            (await gone.EndAsync()).Exit.ShouldBe(0);
        }

        Place.Leases().Length.ShouldBe(1);
        Place.Hook("update", "exit 0");

        // Two of other machines, of which nobody knows more than they say.
        Lease("1.2.over.3", TimeProvider.System.GetUtcNow().AddMinutes(-1));
        Lease("1.2.busy.3", TimeProvider.System.GetUtcNow().AddMinutes(10));
        await Place.GoodAsync("work cascade --dryrun");
        Place.Leases().Length.ShouldBe(3);
        await Place.GoodAsync("work cascade");
        Place.Leases().Select(l => l.Split('/')[^1]).ShouldBe(["1.2.busy.3"]);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Intent_OfAnOwnerThatIsLate_DoesNotReplaceThatOfALaterRelease(string isAtomic)
    {
        made = new ReleaseRepository(ReleaseRepository.GitStores);
        Place.Commit("demo", ("envs.ocu.star", "register_environment(environment(\"one\"))\n"), ("p.ocu.star", $"""
            def up(environment):
                host.shell("echo up >> {Place.PathOf("tries")}")
                return done()

            phase("all", [deploy(environment=e, up=up, down=up) for e in environments()])

            """));
        await Place.GoodAsync("release new envs.ocu.star");

        // Where a remote takes one branch at a time, what is intended follows what is done, and comes too late. Else both are there, and who has
        // written them hears of it too late.
        Place.Git("remote.git", "config", "receive.advertiseAtomic", isAtomic);
        Place.Hook(isAtomic == "true" ? "post-receive" : "pre-receive", $"""
            while read before after ref; do
              [ "$ref" = refs/heads/intent ] && mkdir {Place.PathOf("held")} 2> /dev/null || continue
              while [ ! -e {Place.PathOf("go")} ]; do sleep 0.05; done
            done
            """);
        using var late = Place.Start("release new p.ocu.star", ShortLease);
        await Place.UntilAsync(() => Directory.Exists(Place.PathOf("held")));
        await Task.Delay(2_500);
        var other = ("OCUROOT_HOME", Place.PathOf("other-home"));
        await Place.GoodAsync("release continue p.ocu.star/@r1", other);
        await Place.GoodAsync("release new p.ocu.star --force", other);
        File.WriteAllText(Place.PathOf("go"), "");
        var ended = await late.EndAsync();
        ended.Exit.ShouldBe(1);
        ended.Errors.ShouldContain("REL0406");
        Place.LinesOf("tries").Length.ShouldBe(2);
        (await Place.GoodAsync("state get demo/-/p.ocu.star/@/deploy/one#release")).ShouldContain("@r2");
        (await Place.GoodAsync("state diff")).ShouldBeEmpty();
        Place.Git("remote.git", "show", "intent:refs/demo/-/p.ocu.star/@/deploy/one/@object.json").ShouldContain("@r2");
    }

    private void Make(string stores)
    {
        made = new ReleaseRepository(stores);
        Place.Commit("demo", ("p.ocu.star", $"""
            def a(ctx):
                host.shell("echo $$ >> {Place.PathOf("tries")}; while [ ! -e {Place.PathOf("go")} ]; do sleep 0.05; done")
                return done(outputs={"{"}"try": host.shell("cat {Place.PathOf("tries")}").stdout{"}"})

            task(a, name="a")

            """));
    }

    private void Lease(string owner, DateTimeOffset until)
    {
        var tree = Place.Git("remote.git", "hash-object", "-t", "tree", "-w", "/dev/null");
        Place.Git("remote.git", "update-ref", $"refs/operon/leases/{owner}", Place.Git("remote.git", "commit-tree", tree, "-m", until.ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private async Task KillAsync(ReleaseRepository.Running process, int tries)
    {
        await Place.UntilAsync(() => Place.LinesOf("tries").Length == tries);
        process.Signal(Kill);
        (await process.EndAsync()).Exit.ShouldBe(128 + Kill);
    }
}

namespace Operon.EndToEnd.Releases;

/// <summary>To one environment goes one deployment of a package at a time: whoever comes second waits for the end of the first.</summary>
public sealed class OneAtATimeTests : IDisposable
{
    private const int Kill = 9;
    private const int Interrupt = 2;
    private const int Stop = 19;
    private const int Continue = 18;

    private ReleaseRepository? made;

    private ReleaseRepository Place => made!;

    public void Dispose() => made?.Dispose();

    [Theory]
    [InlineData(ReleaseRepository.GitStores)]
    [InlineData(ReleaseRepository.FolderStores)]
    public async Task Deployment_WhileAnotherRuns_WaitsForItsEnd(string stores)
    {
        await MakeAsync(stores);
        using var first = await StartAsync(1);
        using var second = await StartBehindAsync(2);
        await Task.Delay(1_000);
        Place.LinesOf("log").ShouldBe(["begin 1", "elsewhere 2"]);
        Go(1);
        Go(2);
        (await first.EndAsync()).Exit.ShouldBe(0);
        var ended = await second.EndAsync();
        ended.Exit.ShouldBe(0);
        Place.LinesOf("log").ShouldBe(["begin 1", "elsewhere 2", "end 1", "begin 2", "end 2"]);
        ended.Errors.ShouldContain("warning REL0534: demo/-/p.ocu.star/@r2/deploy/prod/1 waits: demo/-/p.ocu.star/@r1/deploy/prod/1 is running");
        (await Place.GoodAsync("state get p.ocu.star/@/deploy/prod#release")).ShouldContain("@r2");
    }

    [Theory]
    [InlineData(ReleaseRepository.GitStores)]
    [InlineData(ReleaseRepository.FolderStores)]
    public async Task Deployment_BehindOneWhoseProcessIsKilled_GoesOnInItsPlace(string stores)
    {
        await MakeAsync(stores);
        using var first = await StartAsync(1);
        using var second = await StartBehindAsync(2);
        first.Signal(Kill);
        Go(2);
        (await second.EndAsync()).Exit.ShouldBe(0);
        Place.LinesOf("log").ShouldBe(["begin 1", "elsewhere 2", "begin 2", "end 2"]);
        (await Place.MatchAsync("**/deploy/prod/*/status/*")).ShouldBe(["demo/-/p.ocu.star/@r1/deploy/prod/1/status/cancelled", "demo/-/p.ocu.star/@r2/deploy/prod/1/status/complete"]);
    }

    [Fact]
    public async Task Deployment_ThatWaits_IsGivenUpForANewerOneAndToldSo()
    {
        await MakeAsync(ReleaseRepository.GitStores);
        using var first = await StartAsync(1);
        using var second = await StartBehindAsync(2);

        // Stopped, so that the third is the first to look; not while it writes.
        await Place.UntilAsync(() => Place.Git("remote.git", "ls-tree", "-r", "--name-only", "state").Contains("@r2/task/elsewhere/1/status/complete", StringComparison.Ordinal));
        await Task.Delay(500);
        second.Signal(Stop);
        using var third = await StartBehindAsync(3);
        Go(1);
        Go(3);
        (await third.EndAsync()).Errors.ShouldContain("warning REL0537: demo/-/p.ocu.star/@r2/deploy/prod/1 is cancelled");
        second.Signal(Continue);
        var ended = await second.EndAsync();
        ended.Exit.ShouldBe(0);
        ended.Errors.ShouldContain("warning REL0537: demo/-/p.ocu.star/@r2/deploy/prod/1 is cancelled: r3 is newer");
        Place.LinesOf("log").ShouldNotContain("begin 2");
    }

    [Fact]
    public async Task Command_ThatWaitsForADeployment_CanBeInterruptedAndContinued()
    {
        await MakeAsync(ReleaseRepository.FolderStores);
        using var first = await StartAsync(1);
        using (var second = await StartBehindAsync(2))
        {
            await Task.Delay(500);
            second.Signal(Interrupt);
            var stopped = await second.EndAsync();
            stopped.Exit.ShouldBe(128 + Interrupt);
            stopped.Errors.ShouldContain("to go on: operon release continue");
        }

        Go(1);
        Go(2);
        (await first.EndAsync()).Exit.ShouldBe(0);
        await Place.GoodAsync("release continue p.ocu.star/@r2");
        Place.LinesOf("log").ShouldBe(["begin 1", "elsewhere 2", "end 1", "begin 2", "end 2"]);
    }

    [Fact]
    public async Task Deployment_StartedByADeploymentToTheSamePlace_DoesNotWaitForIt()
    {
        await MakeAsync(ReleaseRepository.GitStores, $"{OperonProgram.Built} release new --force p.ocu.star");
        Place.Commit("demo", ("inner", "yes"), ("version", "1"));
        Go(1);
        using var both = Place.Start("release new p.ocu.star");
        (await both.EndAsync()).Exit.ShouldBe(0);
        Place.LinesOf("log").Count(l => l == "end 1").ShouldBe(2);
    }

    [Fact]
    public async Task Cascade_WithADeploymentToBeDoneAgainWhileANewerOneRuns_WaitsAndFindsItDone()
    {
        await MakeAsync(ReleaseRepository.GitStores);
        Commit(1);
        Go(1);
        await Place.GoodAsync("release new p.ocu.star");
        using var second = await StartAsync(2);
        await Place.GoodAsync("state set @/custom/size 2");
        using var cascade = Place.Start("work cascade");
        await Task.Delay(1_500);
        Place.LinesOf("log").ShouldBe(["begin 1", "end 1", "begin 2", "elsewhere 2"], ignoreOrder: true);
        Go(2);
        (await second.EndAsync()).Exit.ShouldBe(0);
        (await cascade.EndAsync()).Exit.ShouldBe(0);

        // With the size that has changed while it ran.
        Place.LinesOf("log").Count(l => l == "begin 2").ShouldBe(2);
        (await Place.GoodAsync("state get p.ocu.star/@/deploy/prod#input/size/value")).ShouldContain("2");
        (await Place.GoodAsync("work any --dryrun")).Trim().ShouldBeEmpty();
    }

    private Task<ReleaseRepository.Running> StartAsync(int version) => StartAsync(version, $"begin {version}");

    // What it does elsewhere goes on beside the other.
    private Task<ReleaseRepository.Running> StartBehindAsync(int version) => StartAsync(version, $"elsewhere {version}");

    private async Task<ReleaseRepository.Running> StartAsync(int version, string until)
    {
        Commit(version);
        var running = Place.Start("release new p.ocu.star");
        await Place.UntilAsync(() => Place.LinesOf("log").Contains(until));
        return running;
    }

    private void Commit(int version) => Place.Commit("demo", ("version", $"{version}"));

    private void Go(int version) => File.WriteAllText(Place.PathOf($"go{version}"), "");

    // To prod it waits until it is told to go on; elsewhere goes whoever comes.
    private async Task MakeAsync(string stores, string inner = "true")
    {
        made = new ReleaseRepository(stores);
        var log = Place.PathOf("log");
        Place.Commit("demo", ("environments.ocu.star", "register_environment(environment('prod', {}))\n"), ("p.ocu.star", $$"""
            v = read("version").strip()

            def up(environment, size):
                host.shell("echo begin {v} >> {{log}}; while [ ! -e {{Place.PathOf("go")}}{v} ]; do sleep 0.05; done; if rm inner 2>/dev/null; then {{inner}}; fi; echo end {v} >> {{log}}".replace("{v}", v))
                return done()

            def down(environment, size):
                return done()

            def elsewhere():
                host.shell("[ {v} = 1 ] || echo elsewhere {v} >> {{log}}".replace("{v}", v))
                return done()

            phase("all", tasks=[task(elsewhere, "elsewhere")] + [deploy(environment=e, up=up, down=down, inputs={"size": input(ref="@/custom/size", default=1)}) for e in environments()])

            """));
        await Place.GoodAsync("release new environments.ocu.star");
    }
}

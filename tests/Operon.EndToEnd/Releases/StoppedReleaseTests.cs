namespace Operon.EndToEnd.Releases;

/// <summary>Release commands that are asked to end while tasks run, and how many of them run at once.</summary>
public sealed class StoppedReleaseTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;
    private const int Tasks = 6;

    private readonly ReleaseRepository place = new(ReleaseRepository.GitStores);

    public StoppedReleaseTests() => place.Commit("demo", ("p.ocu.star", $"""
        def wait(n):
            host.shell("echo +" + str(n) + " >> {place.PathOf("log")}; while [ ! -e {place.PathOf("go")} ]; do sleep 0.03; done & echo $! >> {place.PathOf("children")}; wait; sleep 0.3; echo -" + str(n) + " >> {place.PathOf("log")}")
            return done()

        phase("all", [task(wait, name="t" + str(n), inputs={"{"}"n": n{"}"}) for n in range({Tasks})])

        """));

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public async Task New_AskedToEnd_EndsWhatRuns_AndCanBeContinued(int signal, int exit)
    {
        using var release = place.Start("release new p.ocu.star", ("OPERON_MAX_RUNS", "3"), ("OPERON_LEASE", "2s"));
        await place.UntilAsync(() => place.LinesOf("children").Length == 3 && place.Leases().Length == 1);
        release.Signal(signal);
        var ended = await release.EndAsync();
        ended.Exit.ShouldBe(exit);
        ended.Errors.ShouldEndWith("interrupted; to go on: operon release continue p.ocu.star/@r1\n");
        await place.UntilAsync(() => !IsAlive(place.LinesOf("children")));
        place.Leases().ShouldBeEmpty();
        (await place.MatchAsync("**/status/*")).ShouldBe(Enumerable.Range(0, Tasks).Select(n => $"demo/-/p.ocu.star/@r1/task/t{n}/1/status/pending"));

        File.WriteAllText(place.PathOf("go"), "");
        await place.GoodAsync("release continue p.ocu.star/@r1");
        (await place.MatchAsync("**/status/*")).ShouldBe(Enumerable.Range(0, Tasks).Select(n => $"demo/-/p.ocu.star/@r1/task/t{n}/1/status/complete"));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("state")]
    public async Task Cascade_ThatIsKilled_LeavesNoCloneAndNoWorkTree(string folder)
    {
        place.Commit("demo", ("w.ocu.star", $"""
            def wait(yes):
                host.shell("mkdir made; touch made/file; chmod 500 made; echo . >> {place.PathOf("log")}; sleep 60")
                return done()

            task(wait, name="t", inputs={"{"}"yes": input(ref="./custom/yes"){"}"})

            """));
        await place.GoodAsync("release new w.ocu.star");
        place.Commit("demo", ("other", ""));
        await place.GoodAsync("state set w.ocu.star/@r1/custom/yes 1");
        place.Git(".", "clone", "--quiet", "--branch", "state", place.Remote, "state");
        using (var cascade = place.StartIn(folder, "work cascade"))
        {
            await place.UntilAsync(() => place.LinesOf("log").Length == 1);
            Checkouts().ShouldNotBeEmpty();
            cascade.Signal(Kill);
            await cascade.EndAsync();
        }

        await place.UntilAsync(() => Checkouts().Length == 0);

        string[] Checkouts() => [.. new[] { "worktrees", "clones" }.Select(f => Path.Combine(place.Home, f)).Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries)];
    }

    [Fact]
    public async Task Push_AfterADeploymentWasStopped_DeploysTheNewerReleaseAlone()
    {
        Write(1);
        using var release = place.Start("push");
        await place.UntilAsync(() => place.LinesOf("versions").Length == 1);
        release.Signal(Interrupt);
        (await release.EndAsync()).Exit.ShouldBe(130);
        File.WriteAllText(place.PathOf("go"), "");
        Write(2);

        await place.GoodAsync("push");

        place.LinesOf("versions").ShouldBe(["1", "2"]);
        (await place.MatchAsync("**/deploy/prod/1/status/*")).ShouldBe(["demo/-/p.ocu.star/@r1/deploy/prod/1/status/cancelled", "demo/-/p.ocu.star/@r2/deploy/prod/1/status/complete"]);

        void Write(int version) => place.Commit("demo", ("envs.ocu.star", "register_environment(environment(\"prod\"))\n"), ("p.ocu.star", $"""
            def up(environment):
                host.shell("echo {version} >> {place.PathOf("versions")}; while [ ! -e {place.PathOf("go")} ]; do sleep 0.03; done")
                return done()

            def down(environment):
                return done()

            [deploy(environment=e, up=up, down=down) for e in environments()]

            """));
    }

    [Fact]
    public async Task New_Killed_LeavesNoProcessOfATask()
    {
        using var release = place.Start("release new p.ocu.star");
        await place.UntilAsync(() => place.LinesOf("children").Length >= 3);
        release.Signal(Kill);
        await release.EndAsync();
        await place.UntilAsync(() => !IsAlive(place.LinesOf("children")));
    }

    [Fact]
    public async Task New_OfAPhase_RunsItsTasksAtOnce_UpToTheLimit()
    {
        File.WriteAllText(place.PathOf("go"), "");
        await place.GoodAsync("release new p.ocu.star", ("OPERON_MAX_RUNS", "3"));
        var (now, most) = (0, 0);
        foreach (var line in place.LinesOf("log"))
        {
            now += line[0] == '+' ? 1 : -1;
            most = Math.Max(most, now);
        }

        place.LinesOf("log").Length.ShouldBe(2 * Tasks);
        most.ShouldBe(3);
    }

    [Theory]
    [InlineData("OPERON_MAX_RUNS", "0")]
    [InlineData("OPERON_LEASE", "soon")]
    public async Task Commands_WithAVariableThatSaysNothing_AreRefused(string name, string value)
    {
        var ended = await place.RunAsync("state match **", (name, value));
        ended.Exit.ShouldBe(1);
        ended.Errors.ShouldContain("REL0507");
        ended.Errors.ShouldContain(name);
    }

    // One that has ended and that nobody has asked about stays in the list of processes.
    private static bool IsAlive(string[] processes) => processes.Any(IsAlive);

    private static bool IsAlive(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

using System.Globalization;

namespace Operon.EndToEnd.Releases;

/// <summary>Many release commands at once, with one remote, each from a clone of its own.</summary>
public sealed class ReleaseRaceTests : IDisposable
{
    private const int Kill = 9;

    private readonly ReleaseRepository place = new(ReleaseRepository.GitStores);

    public ReleaseRaceTests() => place.Commit("demo", ("p.ocu.star", $"""
        def mark(ctx):
            host.shell("echo $MARK >> {place.PathOf("marks")}")
            return done(outputs={"{"}"mark": host.env()["MARK"]{"}"})

        task(mark, name="mark")

        """));

    public void Dispose() => place.Dispose();

    [Fact]
    public Task New_ByProcessesAtOnce_GivesEachNumberOnce() => RaceAsync(processes: 4, each: 3);

    [Fact(Explicit = true)]
    public Task New_200ByTenProcessesAtOnce_GivesEachNumberOnce() => RaceAsync(processes: 10, each: 20);

    [Fact]
    public Task New_KilledAtRandomMoments_LosesNothing() => KillAsync(processes: 4, kills: 8);

    [Fact(Explicit = true)]
    public Task New_KilledAt200RandomMoments_LosesNothing() => KillAsync(processes: 10, kills: 200);

    [Fact]
    public async Task New_OfAPhase_PushesTwiceForItAndEachStore()
    {
        const int Many = 8;
        place.Commit("demo", ("environments.ocu.star", $"for n in range({Many}):\n    register_environment(environment(\"e\" + str(n)))\n"), ("many.ocu.star", $"""
            def nothing(environment):
                return done()

            phase("all", [deploy(environment=environment("e" + str(n)), up=nothing, down=nothing) for n in range({Many})])

            """));
        await place.GoodAsync("release new environments.ocu.star");
        var (state, intent) = (Pushes("state"), Pushes("intent"));
        await place.GoodAsync("release new many.ocu.star");

        // One makes the release.
        (Pushes("state") - state - 1).ShouldBeLessThanOrEqualTo(2);
        (Pushes("intent") - intent).ShouldBeLessThanOrEqualTo(2);
        (await place.MatchAsync("**/@r1/deploy/*/1/status/complete")).Length.ShouldBe(Many);
    }

    private async Task RaceAsync(int processes, int each)
    {
        await Task.WhenAll(Enumerable.Range(0, processes).Select(async p =>
        {
            var clone = Clone(p);
            for (var i = 0; i < each; i++)
            {
                using var release = place.StartIn(clone, "release new p.ocu.star --force", Environment(clone, $"{p}-{i}"));
                var ended = await release.EndAsync();
                ended.Exit.ShouldBe(0, ended.Errors);
            }
        }));
        await CheckAsync(processes * each);
        place.LinesOf("marks").Distinct().Count().ShouldBe(processes * each);
        place.LinesOf("marks").Length.ShouldBe(processes * each, "each ran once");
    }

    private async Task KillAsync(int processes, int kills)
    {
        var random = new Random(4711);
        await Task.WhenAll(Enumerable.Range(0, processes).Select(async p =>
        {
            var clone = Clone(p);
            for (var i = 0; i < kills / processes; i++)
            {
                int wait;
                lock (random) wait = random.Next(3_000);
                using var release = place.StartIn(clone, "release new p.ocu.star --force", Environment(clone, $"{p}-{i}"));
                await Task.Delay(wait);
                release.Signal(Kill);
                await release.EndAsync();
            }
        }));

        // Whatever they left is done by one that goes on.
        for (var i = 0; i < 3; i++) await place.GoodAsync("work continue", ("MARK", "last"));
        var releases = await place.MatchAsync("demo/-/p.ocu.star/@r* --no-links");
        await CheckAsync(releases.Count(r => !r.Contains("/task/", StringComparison.Ordinal) && r.Count(c => c == '/') == 3));
    }

    // Every number once, every run at its end, and the remote whole.
    private async Task CheckAsync(int count)
    {
        var numbers = (await place.MatchAsync("demo/-/p.ocu.star/@r*")).Select(r => int.Parse(r["demo/-/p.ocu.star/@r".Length..], CultureInfo.InvariantCulture)).Order();
        numbers.ShouldBe(Enumerable.Range(1, count));
        (await place.MatchAsync("**/status/*")).ShouldBe(Enumerable.Range(1, count).Select(n => $"demo/-/p.ocu.star/@r{n}/task/mark/1/status/complete").Order(StringComparer.Ordinal));
        place.Git("remote.git", "fsck", "--strict", "--full", "--no-dangling").ShouldBeEmpty();
        place.Leases().ShouldBeEmpty();
    }

    private int Pushes(string branch) => int.Parse(place.Git("remote.git", "rev-list", "--count", branch), CultureInfo.InvariantCulture);

    private string Clone(int number)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"clone{number}");
        place.Git(".", "clone", "--quiet", "--branch", "demo", place.Remote, folder);
        return folder;
    }

    // Some share a home, some have one of their own.
    private (string, string)[] Environment(string clone, string mark) => clone[^1] % 2 == 0 ? [("MARK", mark)] : [("MARK", mark), ("OCUROOT_HOME", place.PathOf($"home-{clone}"))];
}

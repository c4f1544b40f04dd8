using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Operon.EndToEnd.Releases;

/// <summary>Many release commands at once, with one remote, each from a clone of its own.</summary>
public sealed class ReleaseRaceTests(ITestOutputHelper log) : IDisposable
{
    private const int Kill = 9;

    private ReleaseRepository place = null!;

    public void Dispose() => place.Dispose();

    [Fact]
    public Task New_ByProcessesAtOnce_GivesEachNumberOnce() => RaceAsync(processes: 6, each: 3);

    [Fact(Explicit = true)]
    public Task New_200ByTenProcessesAtOnce_GivesEachNumberOnce() => RaceAsync(processes: 10, each: 20);

    [Theory]
    [InlineData(ReleaseRepository.GitStores, 9)]
    [InlineData(ReleaseRepository.FolderStores, 6)]
    public Task New_KilledAtRandomMoments_LosesNothing(string stores, int kills) => KillAsync(stores, processes: 3, kills);

    [Theory(Explicit = true)]
    [InlineData(ReleaseRepository.GitStores, 200)]
    [InlineData(ReleaseRepository.FolderStores, 500)]
    public Task New_KilledAtHundredsOfRandomMoments_LosesNothing(string stores, int kills) => KillAsync(stores, processes: 10, kills);

    [Fact]
    public async Task New_OfAPhase_PushesTwiceForItAndEachStore()
    {
        const int Many = 8;
        Make(ReleaseRepository.GitStores);
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

    private void Make(string stores)
    {
        place = new ReleaseRepository(stores);
        place.Commit("demo", ("p.ocu.star", $"""
            def mark(ctx):
                host.shell("echo $MARK >> {place.PathOf("marks")}")
                return done(outputs={"{"}"mark": host.env()["MARK"]{"}"})

            task(mark, name="mark")

            """));
    }

    private async Task RaceAsync(int processes, int each)
    {
        Make(ReleaseRepository.GitStores);
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

    private async Task KillAsync(string stores, int processes, int kills)
    {
        Make(stores);
        var random = new Random(4711);
        var acknowledged = new ConcurrentBag<string>();
        var killed = 0;
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
                var ended = await release.EndAsync();
                ended.Exit.ShouldBeOneOf([0, 128 + Kill], ended.Errors);
                if (ended.Exit == 0) acknowledged.Add($"{p}-{i}");
                else Interlocked.Increment(ref killed);
            }
        }));
        log.WriteLine($"{kills} processes: {killed} were killed, {acknowledged.Count} had ended before");

        // Whatever they left is done by one that goes on.
        for (var i = 0; i < 3; i++) await place.GoodAsync("work continue", ("MARK", "last"));
        var releases = await place.MatchAsync("demo/-/p.ocu.star/@r* --no-links");
        await CheckAsync(releases.Length);

        // What was acknowledged is there, as it was made.
        var marks = Documents("/task/mark/1/@object.json").Select(d => JsonDocument.Parse(d).RootElement.GetProperty("body").GetProperty("output").GetProperty("mark").GetString()).ToList();
        marks.Count.ShouldBe(releases.Length);
        acknowledged.Except(marks!).ShouldBeEmpty();
    }

    private IEnumerable<string> Documents(string suffix)
    {
        var folder = place.StateFolder;
        if (!Directory.Exists(folder)) place.Git(".", "clone", "--quiet", "--no-local", "--branch", "state", place.Remote, folder);
        return Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => f.EndsWith(suffix, StringComparison.Ordinal)).Select(File.ReadAllText);
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
        place.Git(".", "clone", "--quiet", "--no-local", "--branch", "demo", place.Remote, folder);
        return folder;
    }

    // Some share a home, some have one of their own.
    private (string, string)[] Environment(string clone, string mark) => clone[^1] % 2 == 0 ? [("MARK", mark)] : [("MARK", mark), ("OCUROOT_HOME", place.PathOf($"home-{clone}"))];
}

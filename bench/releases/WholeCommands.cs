using System.Globalization;

namespace Operon.Releases.Bench;

/// <summary>Whole commands on stores of a hundred and of ten thousand releases, in turns, beside raw git in the same rounds.</summary>
internal sealed class WholeCommands(string folder, Goals goals)
{
    private const string Package = "package.ocu.star";
    private const string OneTask = "def build(ctx):\n    return done(outputs={'n': 1})\n\ntask(build, name='build')\n";
    private const string FiveTasks = "def build(ctx):\n    return done(outputs={'n': 1})\n\nphase('all', tasks=[task(build, name='t%d' % i) for i in range(5)])\n";

    /// <summary>Measures.</summary>
    /// <param name="sizes">How many releases the stores have; the goals compare the last with the first.</param>
    /// <param name="rounds">How often each command is run.</param>
    public async Task MeasureAsync(int[] sizes, int rounds)
    {
        var places = new List<Place>();
        foreach (var size in sizes) places.Add(await MakeAsync(size));
        foreach (var place in places) await RoundAsync(place, new Dictionary<string, List<Cost>>(), isFirst: true);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var place in places) await RoundAsync(place, place.Seconds, isFirst: false);
        }

        Console.WriteLine($"git stores, {rounds} rounds in turns, the least of each; load {Goals.Load}");
        foreach (var place in places)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {place.Releases} releases of {SyntheticStore.Tasks} tasks"));
            foreach (var (what, seconds) in place.Seconds) Goals.Tell(what, Cost.Least(seconds));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"         release new without its pushes: {place.Bookkeeping.Min() * 1000:0.0} ms of the processor"));
        }

        var (small, large) = (places[0], places[^1]);

        // Whoever receives a push walks over all files that were there before, whoever pushes: git's own part of the pushes grows with the store.
        Goals.Tell("release new without its start, large store against small, pushes included", large.Least("release new") - large.Least("help"), small.Least("release new") - small.Least("help"), "that");

        // One of them goes on beside a run, so that only what processors do can be told apart.
        goals.AtMost("bookkeeping of release new, which is that without its pushes, large store against small", (large.Bookkeeping.Min() - large.Least("help").Processor) / (small.Bookkeeping.Min() - small.Least("help").Processor), 1.2, "x that in processor time");
        foreach (var place in places)
        {
            var size = place.Releases.ToString(CultureInfo.InvariantCulture);
            goals.AtMost($"release new of a package with one task, {size} releases", place.Least("release new"), place.Least("git commit + git push"), 5, "git commit + git push");
            goals.AtMost($"state match, {size} releases", place.Least("state match"), place.Least("help"), 3, "operon --help");
            goals.AtMost($"work any --dryrun, {size} releases", place.Least("work any --dryrun"), place.Least("help"), 3, "operon --help");
            goals.AtMost($"index made anew, {size} releases", place.Least("state match, no index") - place.Least("state match"), place.Least("git ls-tree -r"), 1.5, "git ls-tree -r");
            var pushes = place.Pushes;
            goals.AtMost($"pushes of a batch of five tasks, {size} releases", pushes.Values.DefaultIfEmpty().Max(), 2, "to a store");
        }
    }

    private async Task<Place> MakeAsync(int releases)
    {
        var root = Directory.CreateDirectory(Path.Combine(folder, releases.ToString(CultureInfo.InvariantCulture))).FullName;
        var stores = Path.Combine(root, "stores.git");
        await SyntheticStore.MakeAsync(stores, releases);
        var source = new SourceRepository(Path.Combine(root, "source"));
        await source.MakeAsync("example.com/shop/bench", stores, [(Package, OneTask), ("five.ocu.star", FiveTasks)]);

        // The yardstick has its own branch, a work tree of one file, and an index that is as small: nothing of it grows with the store.
        var raw = Path.Combine(root, "raw");
        await RawGit.RunAsync("-C", stores, "branch", "raw", "state");
        await RawGit.RunAsync("clone", "--quiet", "--sparse", "--branch=raw", stores, raw);
        await RawGit.RunAsync("-C", raw, "sparse-checkout", "set", "--cone", "--sparse-index", "raw");
        await RawGit.RunAsync("-C", raw, "config", "user.name", "Bench");
        await RawGit.RunAsync("-C", raw, "config", "user.email", "bench@example.com");
        Directory.CreateDirectory(Path.Combine(raw, "raw"));
        await File.WriteAllTextAsync(Path.Combine(raw, "raw", "file"), "0");
        await RawGit.RunAsync("-C", raw, "add", "raw/file");
        await RawGit.RunAsync("-C", raw, "commit", "--quiet", "-m", "raw");
        await RawGit.RunAsync("-C", raw, "push", "--quiet");
        return new Place(releases, stores, raw, source, new BuiltProgram(Path.Combine(root, "home")), await TimedGit.MakeAsync(root));
    }

    private static async Task RoundAsync(Place place, Dictionary<string, List<Cost>> seconds, bool isFirst)
    {
        var (source, program) = (place.Source.Folder, place.Program);
        Add("help", await Cost.OfAsync(() => program.RunAsync(source, "--help")));
        await File.WriteAllTextAsync(Path.Combine(place.Raw, "raw", "file"), Guid.NewGuid().ToString());
        var commit = await Cost.OfAsync(() => RawGit.RunAsync("-C", place.Raw, "commit", "--quiet", "--all", "-m", "raw"));
        var push = await Cost.OfAsync(() => RawGit.RunAsync("-C", place.Raw, "push", "--quiet"));
        Add("git push", push);
        Add("git commit + git push", commit + push);
        await place.Source.CommitAsync("another");
        Add("release new", await Cost.OfAsync(() => program.RunAsync(source, "release", "new", Package)));
        Add("state match", await Cost.OfAsync(() => program.RunAsync(source, "state", "match", "@/environment/*")));
        Add("work any --dryrun", await Cost.OfAsync(() => program.RunAsync(source, "work", "any", "--dryrun")));
        Add("git ls-tree -r", await Cost.OfAsync(() => RawGit.RunAsync("-C", place.Stores, "ls-tree", "-r", "state")));
        foreach (var index in Directory.GetFiles(program.Home, "*.keys", SearchOption.AllDirectories)) File.Delete(index);
        Add("state match, no index", await Cost.OfAsync(() => program.RunAsync(source, "state", "match", "@/environment/*")));
        if (isFirst) return;

        await place.Source.CommitAsync("one more");
        var (whole, pushing) = await program.MeasureAsync(place.Git, source, "release", "new", Package);
        place.Bookkeeping.Add(whole.Processor - pushing);

        // The hook would be part of what is measured.
        var hook = new PushCount(place.Stores);
        await program.RunAsync(source, "release", "new", "--force", "five.ocu.star");
        foreach (var (branch, pushes) in hook.Take()) place.Pushes[branch] = Math.Max(pushes, place.Pushes.GetValueOrDefault(branch));
        File.Delete(Path.Combine(place.Stores, "hooks", "post-receive"));

        void Add(string what, Cost cost)
        {
            if (!seconds.TryGetValue(what, out var all)) seconds[what] = all = [];
            all.Add(cost);
        }
    }

    private sealed record Place(int Releases, string Stores, string Raw, SourceRepository Source, BuiltProgram Program, TimedGit Git)
    {
        public Dictionary<string, List<Cost>> Seconds { get; } = [];

        public Dictionary<string, int> Pushes { get; } = [];

        /// <summary>Seconds of the processor that releases took but for their pushes.</summary>
        public List<double> Bookkeeping { get; } = [];

        public Cost Least(string what) => Cost.Least(Seconds[what]);
    }
}

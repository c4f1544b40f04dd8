using System.Diagnostics;
using System.Globalization;
using Operon.Git;
using Operon.Host.Processes;
using Operon.Releases.Bench;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Git;
using Operon.Text.Json;

// What stores of releases cost: whole commands and breadth beside their goals, and the library below them, each beside what raw git takes
// on the same repository in the same run.
// Usage: eng/build-program && dotnet run -c Release --project bench/releases [whole [ROUNDS] | breadth | library [RELEASES...]]
var surroundings = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!, StringComparer.Ordinal);
var git = new GitProgram(new ProcessRunner(TimeProvider.System), surroundings);
var goals = new Goals();
var asked = args.FirstOrDefault();
var numbers = args.Skip(1).Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();

// First: ext4 looks long for free inodes among those that the other leaves behind.
if (asked is null or "breadth") await WithFolderAsync(folder => new Breadth(folder, goals).MeasureAsync());
if (asked is null or "whole") await WithFolderAsync(folder => new WholeCommands(folder, goals).MeasureAsync([100, 10_000], numbers is [var rounds] ? rounds : 11));
if (asked is "library")
{
    foreach (var releases in numbers.Length > 0 ? numbers : [100, 10_000]) await WithFolderAsync(folder => MeasureAsync(folder, releases));
}

return goals.Missed > 0 ? 1 : 0;

static async Task WithFolderAsync(Func<string, Task> work)
{
    var folder = Directory.CreateTempSubdirectory("operon-bench-").FullName;
    try
    {
        await work(folder);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

async Task MeasureAsync(string folder, int releases)
{
    var remote = Path.Combine(folder, "remote.git");
    var home = Path.Combine(folder, "home");
    await SyntheticStore.MakeAsync(remote, releases);
    var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{releases} releases of {SyntheticStore.Tasks} tasks; load {load}"));
    var place = new GitStorePlace(GitRemote.Parse(remote, folder).Value) { Branch = "state" };

    var first = await TimeAsync(() => WithStoreAsync(_ => Task.CompletedTask));
    Say("open, first time (fetch and index)", first, null, "");
    var list = await BestAsync(() => RawGit.RunAsync("-C", remote, "ls-tree", "-r", "state"));
    Say("raw: git ls-tree -r", list, null, "");
    var fetch = await BestAsync(() => RawGit.RunAsync("-C", Directory.GetDirectories(home, "repository.git", SearchOption.AllDirectories)[0], "fetch", "--quiet", remote, "state"));
    Say("raw: git fetch of nothing", fetch, null, "");
    var warm = await BestAsync(() => WithStoreAsync(_ => Task.CompletedTask));
    Say("open, again", warm, warm / fetch, "git fetch");
    var cold = await BestAsync(() =>
    {
        foreach (var index in Directory.GetFiles(home, "*.keys", SearchOption.AllDirectories)) File.Delete(index);
        return WithStoreAsync(_ => Task.CompletedTask);
    });
    Say("index made anew, less what opening takes", cold - warm, (cold - warm) / list, "git ls-tree -r");

    await WithStoreAsync(async store =>
    {
        string[] patterns = ["**/@/deploy/*", "**/@*/custom/*", "**/@*/{task,deploy}/*/*/status/{pending,paused}", "@/environment/*", "**/-/repo.ocu.star/@", "**/@*/op/*", SyntheticStore.Package(7) + "/@r*", "**/@", "**/@/task/*", "**/@r*"];
        foreach (var pattern in patterns)
        {
            var found = 0;
            var seconds = await BestAsync(() =>
            {
                found = store.View.Match(pattern).Count;
                return Task.CompletedTask;
            });
            Say(string.Create(CultureInfo.InvariantCulture, $"match {pattern} ({found})"), seconds, null, "");
        }
    });

    var clone = Path.Combine(folder, "clone.git");
    await RawGit.RunAsync("clone", "--quiet", "--bare", remote, clone);
    var number = 0;
    var raw = await BestAsync(() => RawGit.CommitAndPushAsync(clone, remote, number++));
    Say("raw: commit of one file and push", raw, null, "");
    await WithStoreAsync(async store =>
    {
        var one = await BestAsync(() => UpdateAsync(store, 10, ++number));
        Say("update of 10 documents", one, one / raw, "raw commit and push");
        var commits = await CommitsAsync();
        var many = await BestAsync(() => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => UpdateAsync(store, 10, Interlocked.Increment(ref number)))));
        Say("20 such updates at once", many, many / raw, "raw commit and push");
        var after = await CommitsAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  of those five times 20 updates came {after - commits} commits"));
    });
    var before = await CommitsAsync();
    var whole = await BestAsync(() => WithStoreAsync(store => UpdateAsync(store, 10, ++number)));
    Say("open, update, close", whole, whole / raw, "raw commit and push");
    var last = await CommitsAsync();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  of those five came {last - before} commits"));

    async Task<int> CommitsAsync() => int.Parse(await RawGit.AskAsync("-C", remote, "rev-list", "--count", "state"), CultureInfo.InvariantCulture);

    async Task WithStoreAsync(Func<GitStore, Task> work)
    {
        await using var pool = new GitStores(git, home, GitStores.DefaultAuthor, TimeProvider.System);
        await using var store = (await pool.OpenAsync(place, StoreKind.State, isCreated: true, default)).Value;
        await work(store);
    }
}

static Task UpdateAsync(GitStore store, int documents, int number) => store.UpdateAsync<bool>("bench", transaction =>
{
    for (var i = 0; i < documents; i++)
    {
        var reference = Reference.Parse(string.Create(CultureInfo.InvariantCulture, $"{SyntheticStore.Package(3)}/@r{900_000 + number}/custom/c{i}")).Value;
        transaction.Set(reference, new JsonObject(("n", (double)number)));
    }

    return true;
}, default);

static async Task<double> TimeAsync(Func<Task> work)
{
    var start = Stopwatch.GetTimestamp();
    await work();
    return Stopwatch.GetElapsedTime(start).TotalSeconds;
}

// Other programs of the machine only ever make it longer.
static async Task<double> BestAsync(Func<Task> work)
{
    var best = double.MaxValue;
    for (var i = 0; i < 5; i++) best = Math.Min(best, await TimeAsync(work));
    return best;
}

static void Say(string what, double seconds, double? ratio, string to) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-62}{seconds * 1000,9:F2} ms{(ratio is { } r ? string.Create(CultureInfo.InvariantCulture, $"{r,8:F2} x {to}") : "")}"));

using System.Diagnostics;
using System.Globalization;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Steps.Bench;

// What a step costs: `echo` in busybox, beside the bare OCI runtime on the bundle of such a step. The two take turns, so that both see the
// same machine. Where a docker daemon answers, `docker run` takes turns with them too.
// Started by bench/steps/run, from the root of the checkout.
const int atOnce = 4;
const int turn = 20;
const int dockerTurn = 4;
var steps = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 200;
var image = Path.GetFullPath("examples/image");
var folder = Directory.CreateTempSubdirectory("operon-bench-").FullName;
using var reaper = new Reaper();
try
{
    foreach (var name in (string[])["crun", "runc"])
    {
        if (!((string[])["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"]).Any(f => File.Exists(Path.Combine(f, name)))) continue;
        await MeasureAsync(name, Path.Combine(folder, name));
    }
}
finally
{
    foreach (var group in Directory.EnumerateDirectories("/sys/fs/cgroup", "operon-bench", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })) Directory.Delete(group);
    FolderTree.Remove(folder);
}

async Task MeasureAsync(string name, string place)
{
    await using var own = new OwnSteps(name, place, image, reaper);
    var bundles = Enumerable.Range(0, atOnce).Select(i => Directory.CreateDirectory(Path.Combine(place, $"bare{i}")).FullName).ToList();
    string? layer = null;
    foreach (var bundle in bundles) layer = await own.CopyBundleAsync(bundle);
    var bare = bundles.ConvertAll(b => new BareRuntime(name, b, layer!));
    await own.RunOneAfterAnotherAsync(5 * turn);

    // Processor time: of this process, of the OCI runtime that it starts, of the bare one.
    using var docker = DockerSteps.Find(layer!);
    List<double> ours = [], theirs = [], dockers = [], oursAtOnce = [], theirsAtOnce = [], dockersAtOnce = [];
    var (busy, busyBelow, busyBare) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
    for (var done = 0; done < steps; done += turn)
    {
        var (self, below, other) = (Environment.CpuUsage.TotalTime, ProcessorTime.Below("self"), ProcessorTime.Below(bare[0].ProcessId));
        ours.AddRange(await own.RunOneAfterAnotherAsync(turn + 1));
        busy += Environment.CpuUsage.TotalTime - self;
        busyBelow += ProcessorTime.Below("self") - below;
        for (var i = 0; i < turn; i++) theirs.Add(bare[0].Run());
        busyBare += ProcessorTime.Below(bare[0].ProcessId) - other;
        for (var i = 0; docker is not null && i < dockerTurn; i++) dockers.Add(docker.Run());
    }

    for (var done = 0; done < steps; done += steps / 5)
    {
        oursAtOnce.Add(await own.RunAtOnceAsync(steps / 5, atOnce));
        theirsAtOnce.Add(RunAtOnce(bare.ConvertAll(b => (Func<double>)b.Run), steps / 5));
        if (docker is not null) dockersAtOnce.Add(RunAtOnce([.. Enumerable.Repeat<Func<double>>(docker.Run, atOnce)], atOnce * dockerTurn));
    }

    foreach (var one in bare) one.Dispose();
    Say($"{name}: a step", $"{Median(ours):N1} ms", "");
    Say($"{name}: the bare runtime", $"{Median(theirs):N1} ms", "");
    Say($"{name}: what is Operon's of it", $"{Median(ours) - Median(theirs):N1} ms", "<= 8 ms");
    Say($"{name}: the fastest tenth of both", $"{Fast(ours):N1} - {Fast(theirs):N1} = {Fast(ours) - Fast(theirs):N1} ms", "");
    Say($"{name}: how long processors work", $"{busy.TotalMilliseconds / ours.Count:N1} + {busyBelow.TotalMilliseconds / ours.Count:N1}, bare {busyBare.TotalMilliseconds / theirs.Count:N1} ms", "");
    Say($"{name}: four at once", $"{Median(oursAtOnce):N0} steps/s", name == "runc" ? ">= 40 steps/s" : "");
    Say($"{name}: the bare runtime, four at once", $"{Median(theirsAtOnce):N0} containers/s", "");
    if (docker is null)
    {
        Say($"{name}: docker run", "no daemon answers", "");
        return;
    }

    Say($"{name}: docker run", $"{Median(dockers):N1} ms", "");
    Say($"{name}: a step over it", $"{Median(ours) / Median(dockers):N2}", "opctl takes 1.2");
    Say($"{name}: docker run, four at once", $"{Median(dockersAtOnce):N1} containers/s", "");
    Say($"{name}: a step over it", $"{Median(dockersAtOnce) / Median(oursAtOnce):N2}", "opctl takes 1.0");
}

// How many containers are done in a second.
static double RunAtOnce(List<Func<double>> runs, int count)
{
    var start = Stopwatch.GetTimestamp();
    var threads = runs.ConvertAll(run => new Thread(() =>
    {
        for (var i = 0; i < count / runs.Count; i++) run();
    }));
    threads.ForEach(t => t.Start());
    threads.ForEach(t => t.Join());
    return count / runs.Count * runs.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static double Fast(List<double> values) => values.Order().ElementAt(values.Count / 10);

static void Say(string what, string measured, string goal) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40} {measured,30}   {goal}"));

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Operon.Containers;
using Operon.Containers.Images;
using Operon.Content.Locations;
using Operon.Engine.Bench;
using Operon.Engine.Files;
using Operon.Engine.Runs;
using Operon.Engine.Sources;
using Operon.Host;
using Operon.Journal;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

// What the engine costs without containers: loops over an op that does nothing, recorded on disk as every run is; then what it costs to look
// at past runs.
// Usage: dotnet run -c Release --project bench/engine [calls]
var calls = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 100_000;
var folder = Directory.CreateTempSubdirectory("operon-bench-").FullName;
try
{
    var data = DataDirectory.Choose(Path.Combine(folder, "data"), _ => null, folder).Value;
    Write("nothing", "name: nothing\n");
    foreach (var kind in (string[])["serialLoop", "parallelLoop"])
    {
        Write(kind, $"name: {kind}\ninputs: {{ items: {{ array: {{}} }} }}\nrun:\n  {kind}: {{ range: $(items), vars: {{ value: item }}, run: {{ op: {{ ref: $(../nothing) }} }} }}\n");
        await RunAsync(data, kind, 1000);
        var (few, _, _) = await RunAsync(data, kind, calls / 10);
        var (many, bytes, run) = await RunAsync(data, kind, calls);
        Say($"{kind} over {calls:N0} calls", $"{calls / many:N0} calls/s", ">= 10,000");
        Say($"{kind}, 10 x the calls", $"{many / few:N1} x the time", "<= 11 x");
        Say($"{kind}, memory that stays", $"{bytes / calls:N0} bytes a call", "<= 1,024");
        Say($"{kind}, 10 subscribers from the first event on", $"{await SubscribeAsync(run, 10):N0} events/s", ">= 50,000");
        Say($"{kind}, opening the run", Reading.Open(run, calls).ToString(), "<= 300 ms");
    }

    var reading = new Reading(folder);
    const long gigabyte = 1L << 30;
    foreach (var ofOneCall in (bool[])[false, true])
    {
        var whose = ofOneCall ? "of one call of it" : "of a run";
        var (first, all, memory) = await reading.PrintAsync(gigabyte, ofOneCall);
        Say($"first screen of 1 GiB, {whose}", first.ToString(), "<= 100 ms");
        Say($"all of it", $"{all}, {memory >> 20} MiB", "<= 100 MiB");
    }

    var (_, _, nothing) = await RunAsync(data, "nothing", 0);
    Say("runs ls of 10,000 runs", reading.List(nothing, 10_000).ToString(), "<= 1,000 ms");
}
finally
{
    Directory.Delete(folder, recursive: true);
}

void Write(string name, string op)
{
    Directory.CreateDirectory(Path.Combine(folder, name));
    File.WriteAllText(Path.Combine(folder, name, "op.yml"), op);
}

async Task<(double Seconds, double Bytes, string Folder)> RunAsync(DataDirectory data, string op, int items)
{
    var loader = new OpLoader(new LocalOpFiles(new LocalLocation(folder), () => new LocalLocation(folder)), new DisplayPaths(folder, null));
    var problems = new DiagnosticBag();
    var loaded = loader.Load(new LocalLocation(Path.Combine(folder, op)), null, problems) ?? throw new InvalidOperationException(problems.First().Message);
    await using var containers = new RuntimeSource(() => throw new InvalidOperationException("no containers here"));
    var services = new EngineServices(data, containers, new ImageResolver(new ImageStore(Path.Combine(folder, "images"), TimeProvider.System)), loader, TimeProvider.System, _ => { });
    var range = new ArrayValue([.. Enumerable.Range(0, items).Select(i => (Value)new NumberValue(i))]);
    var inputs = items == 0 ? ImmutableDictionary<string, Value>.Empty : ImmutableDictionary<string, Value>.Empty.Add("items", range);
    var before = Resident();
    var start = Stopwatch.GetTimestamp();
    await using var run = OpRun.Create(new RunRequest(loaded, inputs), services, new RunScratch(data, Path.Combine(folder, "memory"))).Value;
    var result = await run.RunAsync(CancellationToken.None);
    var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    if (result.Error is { } error) throw new InvalidOperationException(error.Message);
    var stays = Resident() - before;
    GC.KeepAlive(run);
    GC.KeepAlive(inputs);
    return (seconds, stays, run.Folder.Path);
}

static double Resident() => GC.GetTotalMemory(forceFullCollection: true);

static async Task<double> SubscribeAsync(string path, int subscribers)
{
    var start = Stopwatch.GetTimestamp();
    var counts = await Task.WhenAll(Enumerable.Range(0, subscribers).Select(_ => Task.Run(() =>
    {
        using var reader = RunFolder.Open(path, TimeProvider.System).Value;
        long last = 0;
        foreach (var entry in reader.Read())
        {
            if (entry.Number != last + 1) throw new InvalidOperationException("out of order");
            last = entry.Number;
        }

        return last;
    })));
    return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static void Say(string what, string measured, string goal) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-55} {measured,36}   {goal}"));

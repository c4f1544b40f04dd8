using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Operon.Containers;
using Operon.Containers.Images;
using Operon.Containers.Oci;
using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Engine.Runs;
using Operon.Engine.Sources;
using Operon.Host;
using Operon.Host.Owners;
using Operon.Journal;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Steps.Bench;
using Operon.Text;
using Operon.Text.Diagnostics;

// What a step costs: `echo` in busybox, recorded and on the network as every container is, beside the bare OCI runtime on such a bundle.
// The two take turns, so that both see the same machine.
// Usage, as root: dotnet run -c Release --project bench/steps [steps]
var steps = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 200;
var image = Path.GetFullPath("examples/image");
var folder = Directory.CreateTempSubdirectory("operon-bench-").FullName;
using var reaper = new Reaper();
try
{
    var data = DataDirectory.Choose(Path.Combine(folder, "data"), _ => null, folder).Value;
    var images = new ImageStore(data.Images, TimeProvider.System);
    var loaded = (await images.FromLayoutAsync(image, CancellationToken.None)).Value;
    Say("steps", $"{steps}", "");

    foreach (var name in (string[])["crun", "runc"])
    {
        if (OciOnly(name) is not { } path) continue;
        await using var containers = new RuntimeSource(async () => await StartAsync(data, images, path));
        using var bare = new BareRuntime(name, Path.Combine(folder, "bare-" + name), images.LayerDirectories(loaded).Single());
        await RunAsync(data, images, containers, "serialLoop", 5);
        List<double> own = [], others = [];
        for (var done = 0; done < steps; done += 20)
        {
            own.AddRange(Durations(await RunAsync(data, images, containers, "serialLoop", 20)));
            for (var i = 0; i < 20; i++) others.Add(bare.Run());
        }

        var (ours, theirs) = (Median(own), Median(others));
        Say($"{name}: a step", $"{ours:N1} ms", "");
        Say($"{name}: the bare runtime", $"{theirs:N1} ms", "");
        Say($"{name}: what is ours of it", $"{ours - theirs:N1} ms", "<= 8 ms");
        var start = Stopwatch.GetTimestamp();
        await RunAsync(data, images, containers, "parallelLoop", steps, atOnce: 4);
        Say($"{name}: four in parallel", $"{steps / Stopwatch.GetElapsedTime(start).TotalSeconds:N0} steps/s", name == "runc" ? ">= 40 steps/s" : "");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

// A folder with one runtime in it, as the whole search path.
string? OciOnly(string name)
{
    var program = ((string[])["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"]).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    return program;
}

async Task<Result<IContainerRuntime>> StartAsync(DataDirectory data, ImageStore images, string program)
{
    var started = await OciRuntime.StartAsync(Path.Combine(data.Containers, Path.GetFileName(program)), images, Environment.GetEnvironmentVariable("PATH"), reaper, TimeProvider.System, Path.GetFileName(program));
    return started.TryGet(out var runtime, out var error) ? runtime : error;
}

async Task<string> RunAsync(DataDirectory data, ImageStore images, RuntimeSource containers, string kind, int count, int? atOnce = null)
{
    var op = Path.Combine(folder, kind);
    Directory.CreateDirectory(op);
    await File.WriteAllTextAsync(Path.Combine(op, "op.yml"), $"name: {kind}\ninputs: {{ image: {{ dir: {{}} }}, items: {{ array: {{}} }} }}\nrun:\n  {kind}: {{ range: $(items), run: {{ container: {{ image: {{ ref: $(image) }}, cmd: [echo, hello] }} }} }}\n");
    var loader = new OpLoader(new LocalOpFiles(new LocalLocation(folder), () => new LocalLocation(folder)), new DisplayPaths(folder, null));
    var problems = new DiagnosticBag();
    var root = loader.Load(new LocalLocation(op), null, problems) ?? throw new InvalidOperationException(problems.First().Message);
    var services = new EngineServices(data, containers, new ImageResolver(images), loader, TimeProvider.System, _ => { });
    var inputs = ImmutableDictionary<string, Value>.Empty.Add("image", new DirValue(new LocalLocation(image))).Add("items", new ArrayValue([.. Enumerable.Range(0, count).Select(i => (Value)new NumberValue(i))]));
    await using var run = OpRun.Create(new RunRequest(root, inputs, atOnce), services, new RunScratch(data, Path.Combine(folder, "memory"))).Value;
    var result = await run.RunAsync(CancellationToken.None);
    return result.Error is { } error ? throw new InvalidOperationException(error.Message) : run.Folder.Path;
}

// From the event that a container call has begun to the one that it has ended.
static IEnumerable<double> Durations(string run)
{
    using var reader = RunFolder.Open(run, TimeProvider.System).Value;
    var begun = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
    foreach (var entry in reader.Read())
    {
        var what = RunEventJson.Read(entry.Payload).Value;
        if (what is CallStarted { Kind: "container" }) begun[what.Call.ToString()] = entry.Timestamp;
        if (what is CallEnded && begun.TryGetValue(what.Call.ToString(), out var since)) yield return (entry.Timestamp - since).TotalMilliseconds;
    }
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static void Say(string what, string measured, string goal) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-35} {measured,15}   {goal}"));

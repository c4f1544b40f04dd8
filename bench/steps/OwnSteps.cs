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
using Operon.Host.Files;
using Operon.Host.Owners;
using Operon.Journal;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Steps.Bench;

/// <summary>Steps as <c>operon run</c> runs them, one engine for all: recorded on disk, on the network, over an overlay of the image.</summary>
internal sealed class OwnSteps : IAsyncDisposable
{
    private readonly string folder;
    private readonly string image;
    private readonly DataDirectory data;
    private readonly ImageStore images;
    private readonly RuntimeSource containers;

    /// <summary>Prepares an engine; it starts with the first step.</summary>
    /// <param name="runtime">The OCI runtime, such as <c>runc</c>.</param>
    /// <param name="folder">For all that it makes; nobody else's.</param>
    /// <param name="image">An OCI layout.</param>
    /// <param name="reaper">Outlives this.</param>
    public OwnSteps(string runtime, string folder, string image, Reaper reaper)
    {
        this.folder = folder;
        this.image = image;
        data = DataDirectory.Choose(Path.Combine(folder, "data"), _ => null, folder).Value;
        images = new ImageStore(data.Images, TimeProvider.System, reaper);
        containers = new RuntimeSource(async () =>
            (await OciRuntime.StartAsync(data.Containers, images, Environment.GetEnvironmentVariable("PATH"), reaper, TimeProvider.System, runtime)).TryGet(out var started, out var error) ? started : error);
    }

    /// <summary>Runs steps one after another.</summary>
    /// <returns>Milliseconds from the end of each step to the end of the next, so that nothing is left out; the first step tells nothing.</returns>
    public async Task<IEnumerable<double>> RunOneAfterAnotherAsync(int count)
    {
        DateTimeOffset[] ends = [.. Ends(await RunAsync("serialLoop", "[echo, hello]", count, null))];
        return ends.Zip(ends.Skip(1), (before, after) => (after - before).TotalMilliseconds);
    }

    /// <summary>Runs steps, some at once.</summary>
    /// <returns>How many are done in a second, from the end of the first on.</returns>
    public async Task<double> RunAtOnceAsync(int count, int atOnce)
    {
        DateTimeOffset[] ends = [.. Ends(await RunAsync("parallelLoop", "[echo, hello]", count, atOnce)).Order()];
        return (count - 1) / (ends[^1] - ends[0]).TotalSeconds;
    }

    /// <summary>Copies the bundle of a container while it runs: what the OCI runtime was told.</summary>
    /// <returns>The directory of the image's unpacked layer.</returns>
    public async Task<string> CopyBundleAsync(string target)
    {
        // The engine has started, so there is no other container.
        await RunAsync("serialLoop", "[echo, hello]", 1, null);
        var running = RunAsync("serialLoop", "[sleep, '1']", 1, null);
        string? config = null;
        while (config is null && !running.IsCompleted)
        {
            await Task.Delay(100);
            config = Directory.EnumerateDirectories(Path.Combine(data.Containers, "engines")).SelectMany(engine => Configurations(Path.GetFileName(engine))).FirstOrDefault();
        }

        foreach (var name in (string[])["config.json", "hosts", "hostname", "resolv.conf"]) File.Copy(Path.Combine(Path.GetDirectoryName(config)!, name), Path.Combine(target, name));
        await running;
        return Directory.EnumerateDirectories(Path.Combine(data.Images, "layers")).Single();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await containers.DisposeAsync();
        images.Dispose();
    }

    private async Task<string> RunAsync(string kind, string command, int count, int? atOnce)
    {
        var op = Directory.CreateDirectory(Path.Combine(folder, "ops", Guid.NewGuid().ToString("N"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(op, "op.yml"), $"name: bench\ninputs: {{ image: {{ dir: {{}} }}, items: {{ array: {{}} }} }}\nrun:\n  {kind}: {{ range: $(items), run: {{ container: {{ image: {{ ref: $(image) }}, cmd: {command} }} }} }}\n");
        var loader = new OpLoader(new LocalOpFiles(new LocalLocation(folder), () => new LocalLocation(folder)), new DisplayPaths(folder, null));
        var problems = new DiagnosticBag();
        var root = loader.Load(new LocalLocation(op), null, problems) ?? throw new InvalidOperationException(problems.First().Message);
        var services = new EngineServices(data, containers, new ImageResolver(images), loader, TimeProvider.System, _ => { });
        var inputs = ImmutableDictionary<string, Value>.Empty
            .Add("image", new DirValue(new LocalLocation(image)))
            .Add("items", new ArrayValue([.. Enumerable.Range(0, count).Select(i => (Value)new NumberValue(i))]));
        await using var run = OpRun.Create(new RunRequest(root, inputs, atOnce), services, new RunScratch(data, Path.Combine(folder, "memory"))).Value;
        var result = await run.RunAsync(CancellationToken.None);
        return result.Error is { } error ? throw new InvalidOperationException(error.Message) : run.Folder.Path;
    }

    private static IEnumerable<string> Configurations(string engine) =>
        Directory.EnumerateFiles(Path.Combine(MemoryFolder.DefaultParent, engine), "config.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 });

    private static IEnumerable<DateTimeOffset> Ends(string run)
    {
        using var reader = RunFolder.Open(run, TimeProvider.System).Value;
        foreach (var entry in reader.Read())
        {
            if (RunEventJson.Read(entry.Payload).Value is CallEnded { Kind: "container" }) yield return entry.Timestamp;
        }
    }
}

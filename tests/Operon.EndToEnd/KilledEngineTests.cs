using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Operon.Testing.Registries;

namespace Operon.EndToEnd;

/// <summary>Nothing is left of containers when what runs and holds them is killed, without another start.</summary>
[Collection(nameof(AloneTests))]
public sealed partial class KilledEngineTests : IDisposable
{
    private const int Containers = 8;
    private const int Kill = 9;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly OperonProgram program = new();
    private readonly DockerRegistry registry = DockerRegistry.Open();
    private readonly FaultyProxy slow;

    public KilledEngineTests()
    {
        slow = new FaultyProxy(registry.Host, request => request.IsBlob ? new Fault.Slow(50_000, () => Task.Delay(100)) : null);
        program.Write("data/file", "content");
        var calls = Enumerable.Range(0, Containers).Select(i =>
            $"{{ name: c{i}, container: {{ image: {{ ref: IMAGE }}, name: held-{i}, ports: {{ 80: {LoopbackPort.Free()} }}, dirs: {{ /data: $(../data), /made: }}, cmd: [sh, -c, 'echo here; echo x > /made/x; while :; do sleep 1; done'] }} }}");
        var pulling = $"{{ container: {{ image: {{ ref: '{slow.Host}/large:1' }} }} }}";
        program.WriteOp("main", $"name: main\ninputs: {{ secret: {{ string: {{ isSecret: true, default: hidden }} }} }}\nrun: {{ parallel: [{string.Join(", ", calls)}, {pulling}] }}");
    }

    public void Dispose()
    {
        slow.Dispose();
        registry.Dispose();
        program.Dispose();
    }

    [Fact]
    public Task Kill_EngineHolderOrBoth_LeavesNothing() => KillAsync(9);

    [Fact(Explicit = true)]
    public Task Kill300Times_EngineHolderOrBoth_LeavesNothing() => KillAsync(300);

    [Fact]
    public async Task Kill_OneOfEightCommands_TheOthersAreUnharmed()
    {
        program.WriteOp("short", "name: short\nrun: { serial: [{ container: { image: { ref: IMAGE }, cmd: [sh, -c, 'echo one; sleep 2; echo two'] } }, { container: { image: { ref: IMAGE }, cmd: [echo, three] } }] }");
        var processes = Enumerable.Range(0, 8).Select(_ => program.Start(["run", "short"])).ToList();
        var errors = processes.Select(p => p.StandardError.ReadToEndAsync()).ToList();
        await UntilAsync(processes[3], "one");
        OperonProgram.Signal(processes[3], Kill);
        foreach (var (process, error) in processes.Zip(errors))
        {
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
            if (process == processes[3]) continue;
            process.ExitCode.ShouldBe(0, await error);
            output.ShouldContain("three");
        }

        foreach (var process in processes) process.Dispose();
        Engines().ShouldBeEmpty();
    }

    [Fact]
    public async Task Kill_WithTheReaper_IsCleanedByTheNextStart()
    {
        await PushAsync();
        using var process = program.Start(["run", "main"]);
        var errors = process.StandardError.ReadToEndAsync();
        await UntilRunningAsync(process, Containers);
        var below = ProcessTree.Below(process.Id);
        OperonProgram.Signal(below.Single(IsReaper).Process, Kill);
        OperonProgram.Signal(process, Kill);
        await process.StandardOutput.ReadToEndAsync();
        await errors;
        await GoneAsync(below);

        (await program.RunAsync("run", "main/../nothing-there")).Exit.ShouldBe(1);
        var engines = EngineNames();
        engines.ShouldNotBeEmpty();
        program.WriteOp("next", "name: next\nrun: { container: { image: { ref: IMAGE }, cmd: [echo, next] } }");
        (await program.RunAsync("run", "next")).Exit.ShouldBe(0);

        Engines().ShouldBeEmpty();
        Groups().Where(g => engines.Contains(Path.GetFileName(g))).ShouldBeEmpty();
        InMemory(engines).ShouldBeEmpty();
    }

    private async Task KillAsync(int times)
    {
        await PushAsync();

        // What the store keeps is unpacked by the first.
        program.WriteOp("first", "name: first\nrun: { container: { image: { ref: IMAGE }, cmd: [echo, first] } }");
        (await program.RunAsync("run", "first")).Exit.ShouldBe(0);

        // The kernel takes the links and tables of engines away a moment after their end.
        var before = Traces().Where(t => !OfAnEngine().IsMatch(t)).ToArray();
        var temporary = Directory.CreateDirectory(Path.Combine(program.Home, "tmp")).FullName;
        var random = new Random(4711);
        for (var i = 0; i < times; i++)
        {
            using var process = program.Start(["run", "main"], ("TMPDIR", temporary));
            var errors = process.StandardError.ReadToEndAsync();

            // At least one of them is there, and the others are just being made or there too.
            await UntilRunningAsync(process, 1 + random.Next(Containers));
            var below = ProcessTree.Below(process.Id);
            var holder = below.Single(IsHolder);
            var engines = EngineNames();
            engines.ShouldNotBeEmpty();
            InMemory(engines).ShouldNotBeEmpty();
            var isEngineKilled = i % 3 != 1;
            if (i % 3 != 0) OperonProgram.Signal(holder.Process, Kill);
            if (isEngineKilled) OperonProgram.Signal(process, Kill);
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
            process.ExitCode.ShouldBe(isEngineKilled ? 128 + Kill : 1);
            if (!isEngineKilled) (await errors).ShouldContain("CON0013");

            await GoneAsync(below);
            await UntilAsync(() => Traces().SequenceEqual(before) && !InMemory(engines).Any() && !Entries(temporary).Any(), () => $"kill {i}: {string.Join("\n", Traces().Except(before).Concat(InMemory(engines)).Concat(Entries(temporary)))}\nare left, and missing are {string.Join("\n", before.Except(Traces()))}");
        }
    }

    private async Task PushAsync()
    {
        using var push = new RegistryPush(registry.Host, "large");
        await push.LayoutAsync(LargeLayout(), "1");
    }

    private static IEnumerable<string> Entries(string folder) => Directory.EnumerateFileSystemEntries(folder);

    private static bool IsHolder(ProcessTree process) => process.Arguments.StartsWith("/bin/sh\0-c\0trap", StringComparison.Ordinal);

    private static bool IsReaper(ProcessTree process) => process.Arguments.StartsWith("sh\0-c\0trap", StringComparison.Ordinal);

    private static async Task UntilRunningAsync(Process process, int containers)
    {
        for (var i = 0; i < containers; i++) await UntilAsync(process, "] here");
    }

    private static async Task UntilAsync(Process process, string text)
    {
        using var bound = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return;
        }

        Assert.Fail($"it ended before it printed '{text}'");
    }

    private static Task GoneAsync(IReadOnlyList<ProcessTree> processes) =>
        UntilAsync(() => !processes.Any(p => p.IsAlive), () => string.Join("\n", processes.Where(p => p.IsAlive)));

    // Within a second of a quiet machine; the bound is generous because it is no measurement.
    private static async Task UntilAsync(Func<bool> condition, Func<string> complaint)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(10)) Assert.Fail(complaint());
            await Task.Delay(10);
        }
    }

    private IEnumerable<string> Engines()
    {
        var engines = Path.Combine(program.DataDirectory, "containers", "engines");
        return Directory.Exists(engines) ? Directory.EnumerateFileSystemEntries(engines) : [];
    }

    private HashSet<string> EngineNames() => [.. Engines().Select(e => Path.GetFileNameWithoutExtension(e))];

    private static IEnumerable<string> InMemory(HashSet<string> engines) =>
        Directory.EnumerateDirectories("/dev/shm", "operon-*").SelectMany(Directory.EnumerateFileSystemEntries).Where(e => engines.Contains(Path.GetFileNameWithoutExtension(e)));

    private static IEnumerable<string> Groups() =>
        Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(g => g + "/operon").Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories);

    // All of this machine that a container may leave a trace in, but the records of runs, which are kept.
    private string[] Traces() =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Where(l => l.Contains(program.Home, StringComparison.Ordinal)),
        .. Directory.EnumerateFileSystemEntries(program.DataDirectory, "*", SearchOption.AllDirectories).Where(e => !IsLock(e) && !e.StartsWith(Path.Combine(program.DataDirectory, "runs"), StringComparison.Ordinal)),
        .. Directory.EnumerateFileSystemEntries("/dev/shm"),
        .. Directory.EnumerateFileSystemEntries("/tmp", "crun.*"),
        .. Directory.EnumerateFileSystemEntries("/sys/class/net"),
        .. Rules(),
    ];

    [GeneratedRegex("operon[0-9a-f]{8}", RegexOptions.CultureInvariant)]
    private static partial Regex OfAnEngine();

    // Lock files stay: who removes one cannot know who waits for it.
    private static bool IsLock(string path) => path.EndsWith(".lock", StringComparison.Ordinal) && path.Contains("/images/", StringComparison.Ordinal);

    private static IEnumerable<string> Rules()
    {
        using var list = Process.Start(new ProcessStartInfo("nft", ["list", "ruleset"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        return [.. list.StandardOutput.ReadToEnd().Split('\n').Where(l => l.Contains("operon", StringComparison.Ordinal))];
    }

    // A layer that takes its time.
    private string LargeLayout()
    {
        var layout = Path.Combine(program.Work, "large");
        var blobs = Directory.CreateDirectory(Path.Combine(layout, "blobs", "sha256")).FullName;
        var content = new byte[4 << 20];
        new Random(4711).NextBytes(content);
        using var layer = new MemoryStream();
        using (var tar = new TarWriter(layer, leaveOpen: true)) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "large") { DataStream = new MemoryStream(content) });
        var diff = Keep(layer.ToArray());
        var (config, configSize) = Blob($$$"""{"architecture":"amd64","os":"linux","config":{"Cmd":["/large"]},"rootfs":{"type":"layers","diff_ids":["{{{diff}}}"]}}""");
        const string Types = "application/vnd.oci.image.";
        var (manifest, manifestSize) = Blob(
            $$$"""{"schemaVersion":2,"mediaType":"{{{Types}}}manifest.v1+json","config":{"mediaType":"{{{Types}}}config.v1+json","digest":"{{{config}}}","size":{{{configSize}}}},"layers":[{"mediaType":"{{{Types}}}layer.v1.tar","digest":"{{{diff}}}","size":{{{layer.Length}}}}]}""");
        File.WriteAllText(Path.Combine(layout, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(Path.Combine(layout, "index.json"), $$"""{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{manifest}}","size":{{manifestSize}}}]}""");
        return layout;

        string Keep(byte[] bytes)
        {
            var hex = Convert.ToHexStringLower(SHA256.HashData(bytes));
            File.WriteAllBytes(Path.Combine(blobs, hex), bytes);
            return "sha256:" + hex;
        }

        (string Digest, int Size) Blob(string json) => (Keep(Encoding.UTF8.GetBytes(json)), json.Length);
    }
}

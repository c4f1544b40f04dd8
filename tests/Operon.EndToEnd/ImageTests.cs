using System.Text.Json;
using System.Text.Json.Nodes;
using Operon.Testing.Registries;

namespace Operon.EndToEnd;

/// <summary>Images from registries, as users meet them.</summary>
public sealed class ImageTests : IDisposable
{
    private const int Kill = 9;

    private readonly OperonProgram program = new();

    private static string Layout => Path.Combine(OperonProgram.Root, "examples", "image");

    private string Layers => Path.Combine(program.DataDirectory, "images", "layers");

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Run_ImageOfARegistry_IsFetchedOnceAndRun()
    {
        using var registry = DockerRegistry.Open();
        using (var push = new RegistryPush(registry.Host, "tools/busybox")) await push.LayoutAsync(Layout, "1.0");
        using var proxy = new FaultyProxy(registry.Host, _ => null);
        Op($"image: {{ ref: '{proxy.Host}/tools/busybox:1.0' }}", loop: true);

        var ran = await program.RunAsync("run", "op");

        ran.Exit.ShouldBe(0, ran.Errors);
        ran.Errors.ShouldBeEmpty();
        ran.Lines.Count(l => l == "hello").ShouldBe(8);
        proxy.Requests.Count(r => r.IsManifest).ShouldBe(1);
        Directory.EnumerateFileSystemEntries(Path.Combine(program.DataDirectory, "images", "leases")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_PullCreds_LogInAndStaySecret()
    {
        using var registry = DockerRegistry.WithPassword();
        using (var push = new RegistryPush(registry.Host, "private", $"{DockerRegistry.User}:{DockerRegistry.Password}")) await push.LayoutAsync(Layout, "latest");
        Op($"image: {{ ref: '{registry.Host}/private', pullCreds: {{ username: {DockerRegistry.User}, password: $(password) }} }}", "inputs: { password: { string: { isSecret: true } } }");

        var right = await program.RunAsync("run", "op", "-a", "password=" + DockerRegistry.Password);
        var wrong = await program.RunAsync("run", "op", "-a", "password=not-the-password");

        right.Exit.ShouldBe(0, right.Errors);
        right.Lines.ShouldContain("hello");
        wrong.Exit.ShouldBe(0, "the image is here already");
        wrong.Errors.ShouldContain("warning IMG0015");
        (wrong.Errors + wrong.Output).ShouldNotContain("not-the-password");
    }

    [Fact]
    public async Task Run_LatestWithoutItsRegistry_UsesWhatIsHereAndWarnsOnce()
    {
        var name = $"localhost:{LoopbackPort.Free()}/tool";
        (await program.RunAsync("image", "load", Layout, name)).Exit.ShouldBe(0);
        Op($"image: {{ ref: '{name}' }}", loop: true);

        var ran = await program.RunAsync("run", "op");

        ran.Exit.ShouldBe(0, ran.Errors);
        ran.Errors.Split("IMG0015").Length.ShouldBe(2, ran.Errors);
        ran.Errors.ShouldContain("connection refused");
    }

    [Fact]
    public async Task Run_PlatformOfAnOp_IsTheOneThatIsTaken()
    {
        using var registry = DockerRegistry.Open();
        using (var push = new RegistryPush(registry.Host, "tool")) await PushIndexAsync(push, "1", "amd64", "arm64");

        // What the images hold runs on any machine: they are one image under several names.
        program.Write("op/op.yml", $$"""
            name: op
            inputs: { arch: { string: {} } }
            run:
              serial:
                - container: { image: { ref: '{{registry.Host}}/tool:1', platform: { arch: $(arch) } }, cmd: [sh, -c, 'echo "for $ARCHITECTURE"'] }
            """);
        foreach (var architecture in (string[])["arm64", "amd64", "arm64"])
        {
            var ran = await program.RunAsync("run", "op", "-a", "arch=" + architecture);
            ran.Exit.ShouldBe(0, ran.Errors);
            ran.Lines.ShouldContain($"for {architecture}");
        }

        var missing = await program.RunAsync("run", "op", "-a", "arch=s390x");

        missing.Exit.ShouldBe(1);
        missing.Errors.ShouldContain("linux/s390x");
        missing.Errors.ShouldContain("linux/amd64, linux/arm64");
        missing.Output.ShouldNotContain("for ");
    }

    [Fact]
    public async Task Pull_KilledInTheMiddle_LeavesNothing()
    {
        using var registry = DockerRegistry.Open();
        using (var push = new RegistryPush(registry.Host, "busybox")) await push.LayoutAsync(Layout, "1");
        var reached = new TaskCompletionSource();
        var parts = 0;
        using var proxy = new FaultyProxy(registry.Host, request => request.IsBlob
            ? new Fault.Slow(200_000, async () =>
            {
                if (Interlocked.Increment(ref parts) < 4) return;
                reached.TrySetResult();
                await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            })
            : null);
        using var process = program.Start(["image", "pull", proxy.Host + "/busybox:1"]);
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));

        // It has been sent; it may not have been unpacked yet.
        for (var i = 0; i < 300 && !(Directory.Exists(Layers) && Directory.EnumerateDirectories(Layers).Any()); i++) await Task.Delay(100, TestContext.Current.CancellationToken);
        Directory.EnumerateDirectories(Layers).ShouldNotBeEmpty();

        OperonProgram.Signal(process, Kill);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        // The reaper has ten seconds; it needs some milliseconds.
        string[] left = [];
        for (var i = 0; i < 100; i++)
        {
            left = [.. Directory.EnumerateFileSystemEntries(Path.Combine(program.DataDirectory, "images"), "*", SearchOption.AllDirectories).Where(e => Directory.Exists(e) ? e.EndsWith(".partial", StringComparison.Ordinal) : !e.EndsWith(".lock", StringComparison.Ordinal) && !e.EndsWith("references.json", StringComparison.Ordinal))];
            if (left.Length == 0) break;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        left.ShouldBeEmpty();
        (await program.RunAsync("image", "pull", registry.Host + "/busybox:1")).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task ImageCommands_InJson_TellWhatIsThere()
    {
        (await program.RunAsync("image", "load", Layout, "tool:1")).Exit.ShouldBe(0);

        var listed = Json(await program.RunAsync("image", "ls", "--output", "json"));
        listed.GetProperty("format").GetInt32().ShouldBe(1);
        var image = listed.GetProperty("images").EnumerateArray().ShouldHaveSingleItem();
        image.GetProperty("reference").GetString().ShouldBe("docker.io/library/tool:1");
        image.GetProperty("digest").GetString()!.ShouldStartWith("sha256:");
        Json(await program.RunAsync("image", "rm", "tool:1", "--json")).GetProperty("removed").EnumerateArray().Select(r => r.GetString()).ShouldBe(["docker.io/library/tool:1"]);
        var pruned = Json(await program.RunAsync("image", "prune", "--json"));
        (pruned.GetProperty("images").GetInt32(), pruned.GetProperty("layers").GetInt32()).ShouldBe((1, 1));
        Directory.EnumerateFileSystemEntries(Layers).ShouldBeEmpty();
    }

    /// <summary>Pushes the image of the examples as one for several architectures, each of which says in its environment which it is.</summary>
    private static async Task PushIndexAsync(RegistryPush push, string tag, params string[] architectures)
    {
        const string manifestType = "application/vnd.oci.image.manifest.v1+json";
        const string indexType = "application/vnd.oci.image.index.v1+json";
        var digest = await push.LayoutAsync(Layout, "any");
        var manifest = JsonNode.Parse(await BlobAsync(digest))!;
        var config = JsonNode.Parse(await BlobAsync((string)manifest["config"]!["digest"]!))!;
        var manifests = new JsonArray();
        foreach (var architecture in architectures)
        {
            config["architecture"] = architecture;
            config["config"] = new JsonObject { ["Env"] = new JsonArray("PATH=/bin:/usr/bin", $"ARCHITECTURE={architecture}") };
            var bytes = JsonSerializer.SerializeToUtf8Bytes(config);
            manifest["config"]!["digest"] = await push.BlobAsync(bytes);
            manifest["config"]!["size"] = bytes.Length;
            var written = JsonSerializer.SerializeToUtf8Bytes(manifest);
            manifests.Add(new JsonObject
            {
                ["mediaType"] = manifestType,
                ["digest"] = await push.ManifestAsync(architecture, written, manifestType),
                ["size"] = written.Length,
                ["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" },
            });
        }

        await push.ManifestAsync(tag, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = indexType, ["manifests"] = manifests }), indexType);
    }

    private static Task<byte[]> BlobAsync(string digest) => File.ReadAllBytesAsync($"{Layout}/blobs/sha256/{digest["sha256:".Length..]}");

    private static JsonElement Json(OperonProgram.Ran ran)
    {
        ran.Exit.ShouldBe(0, ran.Errors);
        return JsonDocument.Parse(ran.Output).RootElement;
    }

    private void Op(string image, string inputs = "", bool loop = false) => program.Write("op/op.yml", loop
        ? $"name: op\nrun:\n  parallelLoop:\n    range: [1, 2, 3, 4, 5, 6, 7, 8]\n    run: {{ container: {{ {image}, cmd: [echo, hello] }} }}\n"
        : $"name: op\n{inputs}\nrun: {{ container: {{ {image}, cmd: [echo, hello] }} }}\n");
}

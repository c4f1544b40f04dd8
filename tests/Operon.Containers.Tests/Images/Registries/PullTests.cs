using System.Text.Json.Nodes;
using Operon.Containers.Images;
using Operon.Testing.Registries;

namespace Operon.Containers.Tests.Images.Registries;

/// <summary>Pulls from a registry that works.</summary>
public sealed class PullTests(RegistryMachine registries, Machine machine) : IClassFixture<RegistryMachine>, IDisposable
{
    private readonly PullBench bench = new();

    private DockerRegistry Registry => registries.Open;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Pull_Image_RunsInAContainer()
    {
        using (var push = new RegistryPush(Registry.Host, "tools/busybox")) await push.LayoutAsync(MachineImage.WriteLayout(bench.Folder + "/layout", [MachineImage.RootFs(), MachineImage.Layer(("greeting", "hello"))]), "1.0");

        var image = (await bench.PullAsync($"{Registry.Host}/tools/busybox:1.0", store: machine.Images)).Value;

        var output = new RecordedOutput();
        var spec = new ContainerSpec { Id = Guid.NewGuid().ToString("N"), Image = image, Command = ["cat", "/greeting"] };
        (await machine.Runtime.RunAsync(spec, output, CancellationToken.None)).Value.ExitCode.ShouldBe(0);
        output.Output.ShouldBe("hello");
    }

    [Fact]
    public async Task Pull_ByTagOrDigest_IsFoundWithoutTheRegistryAfterwards()
    {
        var digest = await bench.PushAsync(Registry, "names", "v1", ("a", "names"));
        var (byTag, byDigest) = ($"{Registry.Host}/names:v1", $"{Registry.Host}/names@{digest}");

        (await bench.PullAsync(byTag)).Value.Digest.ToString().ShouldBe(digest);
        (await bench.PullAsync(byDigest)).Value.Digest.ToString().ShouldBe(digest);

        foreach (var name in (string[])[byTag, byDigest, digest]) (await bench.Store().FindAsync(PullBench.Reference(name), CancellationToken.None)).Value.Digest.ToString().ShouldBe(digest);
    }

    [Theory]
    [InlineData("application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json")]
    [InlineData("application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.docker.distribution.manifest.v2+json")]
    public async Task Pull_IndexOfPlatforms_TakesTheOneForThisMachineOrTheOneAskedFor(string indexType, string manifestType)
    {
        var repository = "platforms-" + (indexType.Contains("docker", StringComparison.Ordinal) ? "docker" : "oci");
        using var push = new RegistryPush(Registry.Host, repository);
        var manifests = new JsonArray();
        foreach (var (architecture, variant) in ((string, string?)[])[("s390x", null), ("arm64", "v8"), ("amd64", null), ("arm", "v6"), ("arm", "v7")])
        {
            var layer = MachineImage.GZip(MachineImage.Layer(("arch", architecture + variant)));
            var config = MachineImage.Bytes(new JsonObject { ["architecture"] = architecture, ["os"] = "linux", ["config"] = new JsonObject { ["Env"] = new JsonArray("A=" + architecture + variant) }, ["rootfs"] = new JsonObject { ["diff_ids"] = new JsonArray(RegistryPush.DigestOf(MachineImage.Layer(("arch", architecture + variant)))) } });
            var manifest = MachineImage.Bytes(new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = manifestType,
                ["config"] = new JsonObject { ["mediaType"] = "application/vnd.docker.container.image.v1+json", ["digest"] = await push.BlobAsync(config), ["size"] = config.Length },
                ["layers"] = new JsonArray(new JsonObject { ["mediaType"] = "application/vnd.docker.image.rootfs.diff.tar.gzip", ["digest"] = await push.BlobAsync(layer), ["size"] = layer.Length }),
            });
            var digest = await push.ManifestAsync(RegistryPush.DigestOf(manifest), manifest, manifestType);
            manifests.Add(new JsonObject { ["mediaType"] = manifestType, ["digest"] = digest, ["size"] = manifest.Length, ["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = architecture, ["variant"] = variant } });
        }

        var index = MachineImage.Bytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = indexType, ["manifests"] = manifests });
        var indexDigest = await push.ManifestAsync("latest", index, indexType);
        var reference = $"{Registry.Host}/{repository}";

        (await bench.PullAsync(reference)).Value.Config.Environment.ShouldBe([$"A={ImagePlatform.Machine.Architecture}{(ImagePlatform.Machine.Architecture == "arm64" ? "v8" : "")}"]);
        (await bench.PullAsync(reference, platform: "linux/aarch64")).Value.Config.Environment.ShouldBe(["A=arm64v8"]);
        (await bench.PullAsync(reference, platform: "arm")).Value.Config.Environment.ShouldBe(["A=armv7"]);
        (await bench.PullAsync(reference, platform: "arm/v6")).Value.Config.Environment.ShouldBe(["A=armv6"]);
        var none = (await bench.PullAsync(reference, platform: "riscv64")).Error!;
        none.Rule.ShouldBe(ImageRules.NoSingleImage);
        none.Expected.ShouldBe("one of linux/amd64, linux/arm/v6, linux/arm/v7, linux/arm64/v8, linux/s390x");
        bench.Store().List().Value.ShouldHaveSingleItem().Digest.ToString().ShouldBe(indexDigest);
        (await bench.Store().FindAsync(PullBench.Reference(reference), ImagePlatform.Parse("arm64"), CancellationToken.None)).Value.Config.Environment.ShouldBe(["A=arm64v8"]);
    }

    [Fact]
    public async Task Pull_OtherPlatformThanTheOnlyOne_IsRefused()
    {
        await bench.PushAsync(Registry, "single", "latest", ("a", "single"));

        (await bench.PullAsync($"{Registry.Host}/single", platform: "s390x")).Error!.Rule.ShouldBe(ImageRules.NoSingleImage);
    }

    [Theory]
    [InlineData("single-layer:no-such-tag")]
    [InlineData("no-such-repository")]
    public async Task Pull_UnknownName_SaysThatTheRegistryHasNone(string name)
    {
        await bench.PushAsync(Registry, "single-layer", "latest", ("a", "1"));

        var error = (await bench.PullAsync($"{Registry.Host}/{name}")).Error!;

        error.Rule.ShouldBe(ImageRules.NotAtRegistry);
        error.Message.ShouldContain(name);
        bench.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_EightCallersOfTwoStores_FetchEachPartOnce()
    {
        await bench.PushAsync(Registry, "shared", "latest", ("a", "shared 1"), ("b", "shared 2"), ("c", "shared 3"));
        using var proxy = new FaultyProxy(Registry.Host, _ => null);
        ImageStore[] stores = [bench.Store(), bench.Store()];

        var images = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => bench.GetAsync($"{proxy.Host}/shared", stores[i % 2]))));

        images.Select(i => i.Value.Digest).Distinct().Count().ShouldBe(1);
        var config = 1;
        proxy.Requests.Where(r => r.IsBlob).Select(r => r.Path).Distinct().Count().ShouldBe(3 + config);
        proxy.Requests.Where(r => r.IsBlob).GroupBy(r => r.Path).Count(g => g.Count() == 1).ShouldBeGreaterThanOrEqualTo(3);
        bench.LayersOf().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Get_TagThatIsHere_IsNotAskedFor()
    {
        await bench.PushAsync(Registry, "kept", "1.0", ("a", "kept"));
        using var proxy = new FaultyProxy(Registry.Host, _ => null);
        (await bench.GetAsync($"{proxy.Host}/kept:1.0")).Error.ShouldBeNull();
        var before = proxy.Requests.Count;

        (await bench.GetAsync($"{proxy.Host}/kept:1.0")).Error.ShouldBeNull();

        proxy.Requests.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Get_Latest_IsAskedForEachTime_AndFetchedWhenItIsAnother()
    {
        var first = await bench.PushAsync(Registry, "moving", "latest", ("a", "one"));
        using var proxy = new FaultyProxy(Registry.Host, _ => null);
        (await bench.GetAsync($"{proxy.Host}/moving")).Value.Digest.ToString().ShouldBe(first);
        proxy.Requests.Clear();

        (await bench.GetAsync($"{proxy.Host}/moving")).Value.Digest.ToString().ShouldBe(first);
        proxy.Requests.ShouldHaveSingleItem().Method.ShouldBe("HEAD");
        var second = await bench.PushAsync(Registry, "moving", "latest", ("a", "two"));

        (await bench.GetAsync($"{proxy.Host}/moving")).Value.Digest.ToString().ShouldBe(second);
        bench.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_LatestWhileTheRegistryIsGone_UsesTheLocalCopyAtOnceAndSaysSo()
    {
        var digest = await bench.PushAsync(Registry, "gone", "latest", ("a", "gone"));
        string name;
        using (var proxy = new FaultyProxy(Registry.Host, _ => null))
        {
            name = proxy.Host + "/gone";
            (await bench.GetAsync(name)).Error.ShouldBeNull();
        }

        (await bench.GetAsync(name)).Value.Digest.ToString().ShouldBe(digest);

        var warning = bench.Warnings.ShouldHaveSingleItem();
        warning.Rule.ShouldBe(ImageRules.LocalCopyUsed);
        warning.Message.ShouldContain("connection refused");
        bench.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pull_TellsWhatIsToComeAndHowFarItIs()
    {
        const int size = 3 << 20;
        var text = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(size / 2));
        await bench.PushAsync(Registry, "progress", "1", ("large", text), ("small", "x"));
        var steps = new Progress();
        var name = $"{Registry.Host}/progress:1";

        using (var puller = bench.Puller(bench.Store())) (await puller.PullAsync(new PullRequest(PullBench.Reference(name)), steps, CancellationToken.None)).Error.ShouldBeNull();

        var resolved = steps.All[0].ShouldBeOfType<PullStep.Resolved>();
        (resolved.Image.ToString(), resolved.Missing.Length, resolved.Present).ShouldBe((name, 2, 0));
        var fetched = steps.All.OfType<PullStep.Fetched>().ToList();
        fetched.ShouldNotBeEmpty();
        fetched.Select(f => f.Done).ShouldBeInOrder();
        fetched.ShouldAllBe(f => f.Done <= f.Size);
        steps.All.OfType<PullStep.LayerDone>().Select(d => (d.Layer, d.Size)).ShouldBe(resolved.Missing, ignoreOrder: true);

        var again = new Progress();
        using (var puller = bench.Puller(bench.Store())) (await puller.PullAsync(new PullRequest(PullBench.Reference(name)), again, CancellationToken.None)).Error.ShouldBeNull();
        again.All.OfType<PullStep.LayerDone>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_NoRegistryAndNoCopy_SaysWhy()
    {
        var error = (await bench.GetAsync($"localhost:{LoopbackPort.Free()}/none")).Error!;

        error.Rule.ShouldBe(ImageRules.RegistryUnreachable);
        error.Message.ShouldContain("connection refused");
    }

    [Fact]
    public async Task Get_LayerThatWasLost_IsFetchedAgain()
    {
        await bench.PushAsync(Registry, "lost", "1", ("a", "lost"));
        (await bench.GetAsync($"{Registry.Host}/lost:1")).Error.ShouldBeNull();
        Host.Linux.FolderTree.Remove(bench.Folder + "/store/layers");

        (await bench.GetAsync($"{Registry.Host}/lost:1")).Error.ShouldBeNull();

        bench.LayersOf().ShouldHaveSingleItem();
    }

    private sealed class Progress : IPullProgress
    {
        private readonly Lock gate = new();

        public List<PullStep> All { get; } = [];

        public void Report(PullStep step)
        {
            lock (gate) All.Add(step);
        }
    }
}

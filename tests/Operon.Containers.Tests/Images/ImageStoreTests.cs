using System.Formats.Tar;
using System.Text.Json.Nodes;
using Operon.Containers.Images;
using Operon.Content;
using Operon.Text;

namespace Operon.Containers.Tests.Images;

public sealed class ImageStoreTests(Machine machine) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-images-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task FromLayout_SecondUse_NeedsNoLayer()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", [Layer(("a", "1"))]);
        var store = Store();
        var first = (await store.FromLayoutAsync(layout, CancellationToken.None)).Value;
        Directory.Delete(layout + "/blobs", recursive: true);

        (await store.FromLayoutAsync(layout, CancellationToken.None)).Value.Digest.ShouldBe(first.Digest);
        (await Store().FromLayoutAsync(layout, CancellationToken.None)).Value.Digest.ShouldBe(first.Digest);
    }

    [Fact]
    public async Task FromLayout_EightAtOnceInTwoStores_AgreeAndLeaveNoPartialLayer()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", [MachineImage.RootFs(), Layer(("a", "1"))]);
        ImageStore[] stores = [Store(), Store()];

        var images = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => stores[i % 2].FromLayoutAsync(layout, CancellationToken.None))));

        images.Select(i => i.Value.Digest).Distinct().Count().ShouldBe(1);
        Directory.EnumerateDirectories(folder + "/store/layers").Count().ShouldBe(2);
    }

    [Fact]
    public async Task FromLayout_ChangedBlob_IsRefused()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", [Layer(("a", "1"))], compress: false);
        var layer = Digest.Of(Layer(("a", "1")));
        await File.WriteAllBytesAsync($"{layout}/blobs/sha256/{layer.Hex}", Layer(("a", "2")));

        (await Store().FromLayoutAsync(layout, CancellationToken.None)).Error!.Rule.ShouldBe(ImageRules.DigestMismatch);
        Directory.EnumerateDirectories(folder + "/store/layers").ShouldBeEmpty();
    }

    [Fact]
    public async Task FromLayout_NoLayout_SaysWhatIsMissing()
    {
        var error = (await Store().FromLayoutAsync(folder, CancellationToken.None)).Error!;

        error.Rule.ShouldBe(ImageRules.InvalidLayout);
        error.Message.ShouldContain("oci-layout");
    }

    [Theory]
    [InlineData("""{"manifests":[null]}""")]
    [InlineData("""{"manifests":[{"digest":"x","annotations":{"org.opencontainers.image.ref.name":null}}]}""")]
    [InlineData("""{"manifests":[{"digest":"sha256:../../../../etc/passwd"}]}""")]
    public async Task FromLayout_IndexThatNamesNoImage_IsRefused(string index)
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", []);
        await File.WriteAllTextAsync(layout + "/index.json", index);

        (await Store().FromLayoutAsync(layout, CancellationToken.None)).Error!.Rule.ShouldBe(ImageRules.InvalidLayout);
    }

    [Fact]
    public async Task FromLayout_ConfigurationWithNullInAList_IsRefused()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", [], new JsonObject { ["Env"] = new JsonArray((JsonNode?)null) });

        (await Store().FromLayoutAsync(layout, CancellationToken.None)).Error!.Rule.ShouldBe(ImageRules.InvalidLayout);
    }

    [Theory]
    [InlineData("oci-layout")]
    [InlineData("index.json")]
    [InlineData("blobs/sha256/*")]
    public async Task FromLayout_PipeInPlaceOfAFile_IsRefusedAtOnce(string name)
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", []);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Path.Combine(layout, name))!, Path.GetFileName(name)))
        {
            File.Delete(file);
            await Tool.RunAsync("mkfifo", file);
        }

        (await Store().FromLayoutAsync(layout, CancellationToken.None)).IsOk.ShouldBeFalse();
    }

    [Theory]
    [InlineData("[null]")]
    [InlineData("""[{"Config":"c","Layers":[null]}]""")]
    [InlineData("""[{"Config":"c\u0000"}]""")]
    [InlineData("""[{"Config":"manifest.json","RepoTags":[null]}]""")]
    public async Task Load_BrokenDockerArchive_IsRefused(string manifest)
    {
        await File.WriteAllTextAsync(folder + "/manifest.json", manifest);

        (await Store().LoadAsync(folder, null, CancellationToken.None)).Error!.Rule.ShouldBe(ImageRules.InvalidLayout);
    }

    [Fact]
    public async Task LoadAndImport_PipeOrDevice_AreRefusedAtOnce()
    {
        await Tool.RunAsync("mkfifo", folder + "/pipe");
        var name = ImageReference.Parse("x").Value;

        (await Store().LoadAsync(folder + "/pipe", null, CancellationToken.None)).Error!.Message.ShouldEndWith("it is no regular file");
        (await Store().ImportRootFsAsync("/dev/zero", name, CancellationToken.None)).Error!.Message.ShouldEndWith("it is no regular file");
        (await Store().ImportRootFsAsync(folder, name, CancellationToken.None)).Error!.Message.ShouldEndWith("it is a directory");
    }

    [Fact]
    public async Task FromLayout_FirstUse_MakesAFolderForItsOwnerOnly()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", []);

        (await Store().FromLayoutAsync(layout, CancellationToken.None)).Error.ShouldBeNull();

        File.GetUnixFileMode(folder + "/store").ShouldBe((UnixFileMode)0b111_000_000);
    }

    [Fact]
    public async Task FromLayout_SeveralLayers_WhiteoutsHideTheLowerOnes()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout",
        [
            MachineImage.RootFs(),
            Layer(("d/a", "a1"), ("d/b", "b1"), ("o/x", "x1")),
            Layer(("d/.wh.a", ""), ("o/.wh..wh..opq", ""), ("o/y", "y2")),
            Layer(("d/c", "c3")),
        ]);
        var image = (await machine.Images.FromLayoutAsync(layout, CancellationToken.None)).Value;
        var output = new RecordedOutput();

        var spec = new ContainerSpec { Id = Guid.NewGuid().ToString("N"), Image = image, Command = ["sh", "-c", "ls d o"] };
        (await machine.Runtime.RunAsync(spec, output, CancellationToken.None)).IsOk.ShouldBeTrue();

        output.Output.ShouldBe("d:\nb\nc\n\no:\ny\n");
    }

    [Fact]
    public async Task FromLayout_ManyLayers_AreAllSeen()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", [MachineImage.RootFs(), .. Enumerable.Range(1, 199).Select(i => Layer(($"layer{i}", "x")))]);
        var image = (await machine.Images.FromLayoutAsync(layout, CancellationToken.None)).Value;
        var output = new RecordedOutput();

        var spec = new ContainerSpec { Id = Guid.NewGuid().ToString("N"), Image = image, Command = ["sh", "-c", "ls / | grep -c layer"] };
        (await machine.Runtime.RunAsync(spec, output, CancellationToken.None)).Value.ExitCode.ShouldBe(0);

        output.Output.ShouldBe("199\n");
    }

    [Fact]
    public async Task Import_RootFs_RunsShellByNameUntilItIsRemoved()
    {
        await File.WriteAllBytesAsync(folder + "/rootfs.tar", MachineImage.RootFs());
        var name = ImageReference.Parse("ghcr.io/linuxcontainers/Alpine").Value;
        var store = Store();

        (await store.ImportRootFsAsync(folder + "/rootfs.tar", name, CancellationToken.None)).Error.ShouldBeNull();

        var found = (await Store().FindAsync(name, CancellationToken.None)).Value;
        found.Config.Command.ShouldBe(["/bin/sh"]);
        found.Config.Environment.ShouldBe(["PATH=" + ImageConfig.DefaultPath]);
        store.List().Value.Select(i => i.Reference).ShouldBe(["ghcr.io/linuxcontainers/alpine:latest"]);
        (await store.RemoveAsync([name], CancellationToken.None)).ShouldBeNull();
        (await store.RemoveAsync([name], CancellationToken.None))!.Rule.ShouldBe(ImageRules.NotFound);
    }

    [Fact]
    public async Task Find_UnknownImage_NamesItAndSaysHowToLoadOne()
    {
        var error = (await Store().FindAsync(ImageReference.Parse("localhost:1/none:1").Value, CancellationToken.None)).Error!;

        error.Rule.ShouldBe(ImageRules.NotFound);
        error.Message.ShouldContain("localhost:1/none:1");
        error.Fix!.ShouldContain("load");
    }

    [Fact]
    public async Task Load_ArchiveOfLayout_IsFoundByGivenName()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", [Layer(("a", "1"))]);
        await TarFile.CreateFromDirectoryAsync(layout, folder + "/image.tar", includeBaseDirectory: false);
        var name = ImageReference.Parse("mine").Value;
        var store = Store();

        var loaded = (await store.LoadAsync(folder + "/image.tar", name, CancellationToken.None)).Value;

        (await store.FindAsync(name, CancellationToken.None)).Value.Digest.ShouldBe(loaded.ShouldHaveSingleItem().Digest);
    }

    [Fact]
    public async Task Load_DockerArchive_IsFoundByItsTags()
    {
        var layer = Layer(("a", "1"));
        var archive = Directory.CreateDirectory(folder + "/docker").FullName;
        await File.WriteAllBytesAsync(archive + "/layer.tar", layer);
        await File.WriteAllTextAsync(archive + "/config.json", $$$"""{"config":{"Cmd":["x"]},"rootfs":{"diff_ids":["{{{Digest.Of(layer)}}}"]}}""");
        await File.WriteAllTextAsync(archive + "/manifest.json", """[{"Config":"config.json","RepoTags":["one:1","two:2"],"Layers":["layer.tar"]}]""");
        await TarFile.CreateFromDirectoryAsync(archive, folder + "/image.tar", includeBaseDirectory: false);
        var store = Store();

        (await store.LoadAsync(folder + "/image.tar", null, CancellationToken.None)).Error.ShouldBeNull();

        store.List().Value.Select(i => i.Reference).ShouldBe(["docker.io/library/one:1", "docker.io/library/two:2"]);
        (await store.FindAsync(ImageReference.Parse("two:2").Value, CancellationToken.None)).Value.Config.Command.ShouldBe(["x"]);
    }

    [Fact]
    public async Task Load_NestedIndex_IsFollowed()
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", [Layer(("a", "1"))]);
        var inner = await File.ReadAllBytesAsync(layout + "/index.json");
        var outer = new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(MachineImage.Descriptor(layout, inner, "application/vnd.oci.image.index.v1+json")) };
        await File.WriteAllBytesAsync(layout + "/index.json", MachineImage.Bytes(outer));

        (await Store().FromLayoutAsync(layout, CancellationToken.None)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Load_DockerArchiveWithABadTag_LeavesNothing()
    {
        var layer = Layer(("a", "1"));
        var archive = Directory.CreateDirectory(folder + "/docker").FullName;
        await File.WriteAllBytesAsync(archive + "/layer.tar", layer);
        await File.WriteAllTextAsync(archive + "/config.json", $$$"""{"rootfs":{"diff_ids":["{{{Digest.Of(layer)}}}"]}}""");
        await File.WriteAllTextAsync(archive + "/manifest.json", """[{"Config":"config.json","RepoTags":["one:1"],"Layers":["layer.tar"]},{"Config":"config.json","RepoTags":["not a name!"],"Layers":["layer.tar"]}]""");
        var store = Store();

        (await store.LoadAsync(archive, null, CancellationToken.None)).Error.ShouldNotBeNull();

        store.List().Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Load_DockerArchiveWhoseLastLayerIsBroken_LeavesNoName()
    {
        var layer = Layer(("a", "1"));
        var archive = Directory.CreateDirectory(folder + "/docker").FullName;
        await File.WriteAllBytesAsync(archive + "/good.tar", layer);
        await File.WriteAllBytesAsync(archive + "/bad.tar", layer[..600]);
        await File.WriteAllTextAsync(archive + "/good.json", $$$"""{"rootfs":{"diff_ids":["{{{Digest.Of(layer)}}}"]}}""");
        await File.WriteAllTextAsync(archive + "/bad.json", $$$"""{"rootfs":{"diff_ids":["{{{Digest.Of(layer.AsSpan(0, 600))}}}"]}}""");
        await File.WriteAllTextAsync(archive + "/manifest.json", """[{"Config":"good.json","RepoTags":["one:1"],"Layers":["good.tar"]},{"Config":"bad.json","RepoTags":["two:2"],"Layers":["bad.tar"]}]""");
        using var store = Store();

        (await store.LoadAsync(archive, null, CancellationToken.None)).Error!.Rule.ShouldBe(ImageRules.UnsafeLayer);

        store.List().Value.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"manifests": 5}""")]
    public async Task FromLayout_IndexThatIsNotAnIndex_IsToldInTheUsersWords(string index)
    {
        var layout = MachineImage.WriteLayout(folder + "/layout", []);
        await File.WriteAllTextAsync(layout + "/index.json", index);

        var error = (await Store().FromLayoutAsync(layout, CancellationToken.None)).Error!;

        error.Message.ShouldStartWith("the index is not the JSON that it should be");
        error.Message.ShouldNotContain("System.");
        error.Message.ShouldNotContain("BytePosition");
    }

    [Theory]
    [InlineData("a", "1")]
    [InlineData("index.json", "{")]
    public async Task Load_ArchiveThatIsNoImage_IsNamedAsTheUserKnowsIt(string file, string text)
    {
        await File.WriteAllBytesAsync(folder + "/image.tar", Layer((file, text)));

        var error = (await Store().LoadAsync(folder + "/image.tar", null, CancellationToken.None)).Error!;

        error.Message.ShouldContain(folder + "/image.tar");
        error.Message.ShouldNotContain("loading");
    }

    [Fact]
    public async Task LoadAndImport_RemoveWhatTheKilledLeft_AndNotWhatOthersFill()
    {
        var store = Store();
        foreach (var path in (string[])["/store/loading/dead", "/store/loading/alive", "/store/layers/dead.partial"]) Directory.CreateDirectory(folder + path);
        await File.WriteAllTextAsync(folder + "/store/loading/dead.owner", "");
        await File.WriteAllTextAsync(folder + "/store/layers/dead.partial.owner", "");
        using var alive = Host.Owners.OwnerLock.Acquire(folder + "/store/loading/alive.owner", Host.Owners.OwnerIdentity.Current()).Value;
        await File.WriteAllBytesAsync(folder + "/image.tar", Layer(("a", "1")));

        (await store.LoadAsync(folder + "/image.tar", null, CancellationToken.None)).Error.ShouldNotBeNull();
        (await store.ImportRootFsAsync(folder + "/image.tar", ImageReference.Parse("x").Value, CancellationToken.None)).Error.ShouldBeNull();

        Directory.EnumerateFileSystemEntries(folder + "/store/loading").Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["alive", "alive.owner"]);
        Directory.EnumerateFileSystemEntries(folder + "/store/layers").ShouldHaveSingleItem();
    }

    private static byte[] Layer(params (string Name, string Text)[] files) => MachineImage.Layer(files);

    private ImageStore Store() => new(folder + "/store", TimeProvider.System);
}

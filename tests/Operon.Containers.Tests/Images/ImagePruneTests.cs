using Operon.Containers.Images;

namespace Operon.Containers.Tests.Images;

public sealed class ImagePruneTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-prune-").FullName;

    public void Dispose() => Host.Linux.FolderTree.Remove(folder);

    [Fact]
    public async Task Prune_RemovesWhatNoNameLeadsTo_AndNothingElse()
    {
        using (var store = Store())
        {
            await LoadAsync(store, "kept", "shared", "own");
            await LoadAsync(store, "gone", "shared", "other");
            await store.RemoveAsync([ImageReference.Parse("gone").Value], CancellationToken.None);
        }

        using var another = Store();
        (await another.PruneAsync(CancellationToken.None)).Value.ShouldBe(new PruneResult(1, 1));
        (await another.PruneAsync(CancellationToken.None)).Value.ShouldBe(new PruneResult(0, 0));
        (await another.FindAsync(ImageReference.Parse("kept").Value, CancellationToken.None)).Error.ShouldBeNull();
        Layers().Count().ShouldBe(2);
        Directory.EnumerateFiles(folder + "/store/blobs/sha256").Count().ShouldBe(2);
    }

    [Fact]
    public async Task Prune_WhatSomebodyUses_Stays()
    {
        var user = Store();
        using var other = Store();
        var image = await LoadAsync(user, "used", "used");
        await other.RemoveAsync([ImageReference.Parse("used").Value], CancellationToken.None);

        (await other.PruneAsync(CancellationToken.None)).Value.ShouldBe(new PruneResult(0, 0));
        user.LayerDirectories(image).ShouldAllBe(d => Directory.Exists(d));
        user.Dispose();
        (await other.PruneAsync(CancellationToken.None)).Value.ShouldBe(new PruneResult(1, 1));
    }

    [Fact]
    public async Task Prune_WhatTheKilledLeft_IsRemoved()
    {
        using var store = Store();
        Directory.CreateDirectory(folder + "/store/leases/dead");
        Directory.CreateDirectory(folder + "/store/layers");
        Directory.CreateDirectory(folder + "/store/blobs/incoming");
        await File.WriteAllTextAsync(folder + "/store/leases/dead.owner", "");
        await File.WriteAllTextAsync(folder + "/store/layers/x.lock", "");
        await File.WriteAllTextAsync(folder + "/store/blobs/incoming/x", "");

        (await store.PruneAsync(CancellationToken.None)).Error.ShouldBeNull();
        await LoadAsync(store, "x", "x");

        Directory.EnumerateFileSystemEntries(folder + "/store/leases").Count().ShouldBe(2);
        Directory.EnumerateFileSystemEntries(folder + "/store/layers").ShouldHaveSingleItem();
        Directory.EnumerateFileSystemEntries(folder + "/store/blobs/incoming").ShouldBeEmpty();
    }

    [Fact]
    public async Task Prune_WhileOthersLoadAndRemove_TakesNothingFromThem()
    {
        var layouts = Enumerable.Range(0, 4).Select(i => Layout($"{i}", "base", $"own {i}")).ToArray();
        using var stop = new CancellationTokenSource();
        var pruning = Task.Run(async () =>
        {
            using var store = Store();
            while (!stop.IsCancellationRequested) (await store.PruneAsync(CancellationToken.None)).Error.ShouldBeNull();
        });

        await Task.WhenAll(layouts.Select(layout => Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
            {
                using var store = Store();
                var image = (await store.FromLayoutAsync(layout, CancellationToken.None)).Value;
                foreach (var directory in store.LayerDirectories(image)) Directory.EnumerateFiles(directory).ShouldHaveSingleItem();
            }
        })));

        await stop.CancelAsync();
        await pruning;
    }

    private async Task<Image> LoadAsync(ImageStore store, string name, params string[] layers) =>
        (await store.LoadAsync(Layout(name, layers), ImageReference.Parse(name).Value, CancellationToken.None)).Value.ShouldHaveSingleItem();

    private string Layout(string name, params string[] layers) => MachineImage.WriteLayout($"{folder}/{name}-layout", layers.Select(l => MachineImage.Layer((l, l))));

    private IEnumerable<string> Layers() => Directory.EnumerateDirectories(folder + "/store/layers");

    private ImageStore Store() => new(folder + "/store", TimeProvider.System);
}

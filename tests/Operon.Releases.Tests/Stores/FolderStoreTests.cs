using Operon.Releases.Stores;
using Operon.Releases.Stores.Folders;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Stores;

public sealed class FolderStoreTests : StoreContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-store-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Open_OfAnEmptyFolder_WritesExactlyTheStoreFile()
    {
        await OpenAsync();
        (await File.ReadAllTextAsync(Path.Combine(folder, ".ocuroot-store"))).ShouldBe("""{"version":3,"Tags":{"state":{}}}""");
    }

    [Fact]
    public async Task Open_ForReadingAlone_MakesNothing()
    {
        var missing = Path.Combine(folder, "missing");
        var error = (await FolderStore.OpenAsync(missing, StoreKind.State, TimeProvider.System, isCreated: false)).Error.ShouldNotBeNull();
        error.Rule.ShouldBe(StoreRules.Missing);
        Directory.Exists(missing).ShouldBeFalse();
    }

    [Fact]
    public async Task Open_WhileAnotherWrites_IsNotInItsWay()
    {
        await OpenAsync();
        await using var held = new FileStream(Path.Combine(folder, ".ocuroot-store"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var opened = await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: true);
        opened.IsOk.ShouldBeTrue(opened.Error?.Message);
    }

    [Fact]
    public async Task Open_OfVersionTwo_BringsItToThree()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, ".ocuroot-store"), """{"version":2}""");
        await OpenAsync();
        (await File.ReadAllTextAsync(Path.Combine(folder, ".ocuroot-store"))).ShouldBe("""{"version":3,"Tags":{"state":{}}}""");
    }

    [Fact]
    public async Task Open_BySeveralAtOnce_MakesOneStoreThatAllHold()
    {
        for (var round = 0; round < 20; round++)
        {
            var place = Path.Combine(folder, $"round{round}");
            if (round % 2 == 1)
            {
                Directory.CreateDirectory(place);
                await File.WriteAllTextAsync(Path.Combine(place, ".ocuroot-store"), """{"version":2}""");
            }

            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
            {
                await using var store = (await FolderStore.OpenAsync(place, StoreKind.State, TimeProvider.System, isCreated: true)).Value;
                await store.UpdateAsync<bool>("count", t =>
                {
                    t.Set(Ref("@/custom/count"), 1 + (t.Get(Ref("@/custom/count")) is JsonNumber number ? number.Value : 0));
                    return true;
                }, default);
            })));
            await using var reader = (await FolderStore.OpenAsync(place, StoreKind.State, TimeProvider.System, isCreated: false)).Value;
            reader.View.Get(Ref("@/custom/count")).ShouldBe(6.0);
            Directory.GetFiles(place).Select(Path.GetFileName).ShouldBe([".ocuroot-store"]);
        }
    }

    [Fact]
    public async Task View_OfTwoChangesOfOneLengthAndMoment_ToldApart()
    {
        var store = await OpenAsync();
        var log = Path.Combine(folder, ".operon-redo");
        foreach (var value in new[] { "x", "y" })
        {
            await File.WriteAllTextAsync(log, $$$"""{"@/custom/a":{"kind":"ref","body":"{{{value}}}"}}""");
            File.SetLastWriteTimeUtc(log, DateTime.UnixEpoch);
            store.View.Get(Ref("@/custom/a")).ShouldBe(value);
        }
    }

    [Theory]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":4}""")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Open_OfAnotherVersion_IsRefused(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, ".ocuroot-store"), text);
        var error = (await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: true)).Error.ShouldNotBeNull();
        error.Rule.ShouldBe(StoreRules.Incompatible);
        error.Message.ShouldContain("incompatible store version");
    }

    [Fact]
    public async Task Open_ByManyAtOnce_MakesOneStoreInWhichNothingIsLost()
    {
        const int Clients = 8;
        for (var round = 0; round < 20; round++)
        {
            var shared = Path.Combine(folder, $"shared{round}");
            using var begin = new Barrier(Clients);
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Factory.StartNew(async () =>
            {
                begin.SignalAndWait();
                await using var store = (await FolderStore.OpenAsync(shared, StoreKind.State, TimeProvider.System, isCreated: true)).Value;
                await store.UpdateAsync<bool>("count", t =>
                {
                    t.Set(Ref("@/custom/count"), 1 + (t.Find("@/custom/count")?.Body is Operon.Text.Json.JsonNumber count ? count.Value : 0));
                    return true;
                }, default);
            }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
            await using var reader = (await FolderStore.OpenAsync(shared, StoreKind.State, TimeProvider.System, isCreated: false)).Value;
            reader.View.Get(Ref("@/custom/count")).ShouldBe(Clients);
        }
    }

    [Fact]
    public async Task Open_OfVersionTwo_LeavesTheFileOnWhichOthersWait()
    {
        var file = Path.Combine(folder, ".ocuroot-store");
        await File.WriteAllTextAsync(file, """{"version":2, "by": "somebody who wrote more than is needed"}""");
        var before = Operon.Host.Linux.FileStatus.Stamp(file)!.Value.Inode;
        await using var store = await OpenAsync();
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe("""{"version":3,"Tags":{"state":{}}}""");
        Operon.Host.Linux.FileStatus.Stamp(file)!.Value.Inode.ShouldBe(before);
    }

    [Fact]
    public async Task Delete_OfADocument_TakesItsFolderUnlessItHoldsMore()
    {
        var store = await OpenAsync();
        await SetAsync(store, "@/custom/a", true);
        await SetAsync(store, "@/custom/a/b", true);
        await store.UpdateAsync<bool>("t", t => t.Delete(Ref("@/custom/a")), default);
        store.View.Match("@/**").ShouldBe(["@/custom/a/b"]);
        await store.UpdateAsync<bool>("t", t => t.Delete(Ref("@/custom/a/b")), default);
        Directory.Exists(Path.Combine(folder, "refs/@/custom/a/b")).ShouldBeFalse();
    }

    [Fact]
    public async Task Update_OfADocument_IsAFileOfItsOwn()
    {
        await SetAsync(await OpenAsync(), "r/-/f/@r1/custom/a", "x");
        File.Exists(Path.Combine(folder, "refs/r/-/f/@r1/custom/a/@object.json")).ShouldBeTrue();
    }

    protected override async Task<DocumentStore> OpenOtherAsync() => (await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: true)).Value;
}

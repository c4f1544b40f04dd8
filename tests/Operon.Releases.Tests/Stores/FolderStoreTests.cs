using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Stores;

public sealed class FolderStoreTests : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-store-").FullName;
    private FolderStore? opened;

    public async ValueTask DisposeAsync()
    {
        if (opened is not null) await opened.DisposeAsync();
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
    public async Task Open_OfVersionTwo_BringsItToThree()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, ".ocuroot-store"), """{"version":2}""");
        await OpenAsync();
        (await File.ReadAllTextAsync(Path.Combine(folder, ".ocuroot-store"))).ShouldBe("""{"version":3,"Tags":{"state":{}}}""");
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
    public async Task Update_OfADocument_IsThereForAnotherReader()
    {
        var store = await OpenAsync();
        await SetAsync(store, "r/-/f/@r1/custom/a", new JsonObject(("x", 1.5)));
        await using var other = (await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: false)).Value;
        other.View.Get(Ref("r/-/f/@r1/custom/a#x")).ShouldBe(1.5);
        File.Exists(Path.Combine(folder, "refs/r/-/f/@r1/custom/a/@object.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Update_ThatReturnsAnError_LeavesNothing()
    {
        var store = await OpenAsync();
        var result = await store.UpdateAsync<bool>("t", t =>
        {
            t.Set(Ref("@/custom/a"), true);
            return new Operon.Text.Diagnostics.Diagnostic(StoreRules.NotFound, "no");
        }, default);
        result.IsOk.ShouldBeFalse();
        store.View.Exists("@/custom/a").ShouldBeFalse();
    }

    [Fact]
    public async Task Update_OfManyAtOnce_RunsOneAfterTheOther()
    {
        var store = await OpenAsync();
        await using var other = (await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: true)).Value;
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => (i % 2 == 0 ? store : other).UpdateAsync<bool>("count", t =>
        {
            var now = t.Get(Ref("@/custom/count")) is JsonNumber number ? number.Value : 0;
            t.Set(Ref("@/custom/count"), now + 1);
            return true;
        }, default))));
        store.View.Get(Ref("@/custom/count")).ShouldBe(40.0);
    }

    [Fact]
    public async Task Link_FollowedOnTheWay_LeadsToWhatIsBelow()
    {
        var store = await OpenAsync();
        await SetAsync(store, "r/-/f/@r1", JsonObject.Empty);
        await SetAsync(store, "r/-/f/@r1/custom/a", "x");
        await LinkAsync(store, "r/-/f/@v1", "r/-/f/@r1");
        store.View.Get(Ref("r/-/f/@v1/custom/a")).ShouldBe("x");
        await SetAsync(store, "r/-/f/@v1/custom/b", "y");
        store.View.Exists("r/-/f/@r1/custom/b").ShouldBeTrue();
        store.View.Match("**/@v1*").ShouldBe(["r/-/f/@v1"]);
        store.View.Match("**/@v1*", withLinks: false).ShouldBeEmpty();
    }

    [Fact]
    public async Task Link_ThatMoves_IsTakenFromTheOldTarget()
    {
        var store = await OpenAsync();
        await SetAsync(store, "r/-/f/@r1/task/t", JsonObject.Empty);
        await SetAsync(store, "r/-/f/@r2/task/t", JsonObject.Empty);
        await LinkAsync(store, "r/-/f/@/task/t", "r/-/f/@r1/task/t");
        await LinkAsync(store, "r/-/f/@/task/t", "r/-/f/@r2/task/t");
        store.View.Load("r/-/f/@r1/task/t")!.Links.ShouldBeEmpty();
        store.View.Load("r/-/f/@r2/task/t")!.Links.ShouldBe(["r/-/f/@/task/t"]);
        await SetAsync(store, "r/-/f/@r2/task/t", "new");
        store.View.Load("r/-/f/@r2/task/t")!.Links.ShouldBe(["r/-/f/@/task/t"]);
    }

    [Fact]
    public async Task Link_OverADocument_IsRefused()
    {
        var store = await OpenAsync();
        await SetAsync(store, "r/-/f/@v1", JsonObject.Empty);
        await SetAsync(store, "r/-/f/@r1", JsonObject.Empty);
        (await Should.ThrowAsync<StoreFailure>(() => LinkAsync(store, "r/-/f/@v1", "r/-/f/@r1"))).Diagnostic.Rule.ShouldBe(StoreRules.NoLink);
    }

    [Theory]
    [InlineData("r/-/../../etc/@r1")]
    [InlineData("r/-/.git/@r1")]
    [InlineData("relative/@r1")]
    public async Task Update_OfAPlaceOutside_IsRefused(string reference)
    {
        var store = await OpenAsync();
        (await Should.ThrowAsync<StoreFailure>(() => SetAsync(store, reference, true))).Diagnostic.Rule.ShouldBe(StoreRules.BadPlace);
        store.View.Find(reference).ShouldBeNull();
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

    [Theory]
    [InlineData("**")]
    [InlineData("**/@/deploy/*")]
    [InlineData("**/@*/custom/*")]
    [InlineData("**/@*/{task,deploy}/*/*/status/{pending,paused}")]
    [InlineData("{r/-/f,q}/@*/custom/*")]
    [InlineData("@/*/*")]
    [InlineData("r/-/f/@*")]
    [InlineData("r/-/**/status/*")]
    [InlineData("r/-/f/@r1/task/t/1/status/pending")]
    [InlineData("**r1**")]
    [InlineData("?/-/[f]/@r[!2]")]
    public async Task Match_OfAPattern_IsWhatMatchesOfAll(string pattern)
    {
        var store = await OpenAsync();
        string[] references =
        [
            "@/custom/x", "@/environment/eu", "q/-/@r1/custom/z", "r/-/f/@r1", "r/-/f/@r1/custom/a", "r/-/f/@r1/deploy/eu", "r/-/f/@r1/deploy/eu/1/status/paused",
            "r/-/f/@r1/task/t/1", "r/-/f/@r1/task/t/1/status/pending", "r/-/f/@r2", "r/-/g/h/@/deploy/eu", "r/-/g/h/@/custom/b",
        ];
        foreach (var reference in references) await SetAsync(store, reference, true);
        var compiled = ReferencePattern.Parse(pattern).Value;
        store.View.Match(pattern).ShouldBe(references.Where(compiled.IsMatch).Order(BytewiseComparer.Instance));
    }

    private static Reference Ref(string text) => Reference.Parse(text).Value;

    private static Task SetAsync(FolderStore store, string reference, JsonValue body) => store.UpdateAsync<bool>("set", t =>
    {
        t.Set(Ref(reference), body);
        return true;
    }, default);

    private static Task LinkAsync(FolderStore store, string from, string to) => store.UpdateAsync<bool>("link", t =>
    {
        t.Link(Ref(from), Ref(to));
        return true;
    }, default);

    private async Task<FolderStore> OpenAsync() => opened = (await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: true)).Value;
}

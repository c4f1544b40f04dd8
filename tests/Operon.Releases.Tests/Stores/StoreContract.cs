using FsCheck;
using FsCheck.Fluent;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Stores;

/// <summary>What every store does.</summary>
public abstract class StoreContract : IAsyncDisposable
{
    private readonly List<DocumentStore> opened = [];

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in opened) await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Update_OfADocument_IsThereForAnotherReader()
    {
        var store = await OpenAsync();
        await SetAsync(store, "r/-/f/@r1/custom/a", new JsonObject(("x", 1.5)));
        await using var other = await OpenOtherAsync();
        other.View.Get(Ref("r/-/f/@r1/custom/a#x")).ShouldBe(1.5);
        other.Kind.ShouldBe(StoreKind.State);
    }

    [Fact]
    public async Task Update_OfAnother_IsSeenAfterARefresh()
    {
        var store = await OpenAsync();
        await using var other = await OpenOtherAsync();
        await SetAsync(other, "@/custom/a", "x");
        await store.RefreshAsync(default);
        store.View.Get(Ref("@/custom/a")).ShouldBe("x");
        await SetAsync(other, "@/custom/a", "y");
        await other.UpdateAsync<bool>("t", t => t.Delete(Ref("@/custom/a")), default);
        await store.RefreshAsync(default);
        store.View.Exists("@/custom/a").ShouldBeFalse();
    }

    [Fact]
    public async Task Update_OfWhatAnotherHasChanged_SeesTheChange()
    {
        var store = await OpenAsync();
        await using var other = await OpenOtherAsync();
        await SetAsync(other, "@/custom/a", "x");
        var seen = await store.UpdateAsync<string?>("t", t =>
        {
            var before = t.Get(Ref("@/custom/a"))?.AsText;
            t.Set(Ref("@/custom/b"), before ?? "none");
            return before;
        }, default);
        seen.Value.ShouldBe("x");
        store.View.Get(Ref("@/custom/b")).ShouldBe("x");
    }

    [Fact]
    public async Task Update_ThatThrows_TellsAndLeavesNothing()
    {
        var store = await OpenAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => store.UpdateAsync<bool>("t", t =>
        {
            t.Set(Ref("@/custom/a"), true);
            throw new InvalidOperationException("no");
        }, default));
        store.View.Exists("@/custom/a").ShouldBeFalse();
        await SetAsync(store, "@/custom/a", "x");
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
        await using var other = await OpenOtherAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => (i % 2 == 0 ? store : other).UpdateAsync<bool>("count", t =>
        {
            var now = t.Get(Ref("@/custom/count")) is JsonNumber number ? number.Value : 0;
            t.Set(Ref("@/custom/count"), now + 1);
            return true;
        }, default))));
        await store.RefreshAsync(default);
        store.View.Get(Ref("@/custom/count")).ShouldBe(40.0);
    }

    [Fact]
    public void Update_ByClientsAtOnce_IsAsOneAfterTheOther() => Play(changes: 4, times: 3);

    [Fact(Explicit = true)]
    public void Update_ByClientsAtOnceForLong_IsAsOneAfterTheOther() => Play(changes: 20, times: 60);

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
        await SetAsync(store, references, true);
        var compiled = ReferencePattern.Parse(pattern).Value;
        store.View.Match(pattern).ShouldBe(references.Where(compiled.IsMatch).Order(BytewiseComparer.Instance));
    }

    [Fact]
    public async Task Delete_OfADocument_LeavesThoseBelow()
    {
        var store = await OpenAsync();
        await SetAsync(store, "@/custom/a", true);
        await SetAsync(store, "@/custom/a/b", true);
        await store.UpdateAsync<bool>("t", t => t.Delete(Ref("@/custom/a")), default);
        store.View.Match("@/**").ShouldBe(["@/custom/a/b"]);
        (await store.UpdateAsync<bool>("t", t => t.Delete(Ref("@/custom/a")), default)).Value.ShouldBeFalse();
    }

    [Theory]
    [InlineData("@/custom/with blank ~ and (signs)")]
    [InlineData("r/-/f/@r1/custom/größe/日本/😀")]
    [InlineData("r/-/a-b/f/@v1.2-rc/custom/-x")]
    [InlineData("r/-/f/@r1/custom/\"quoted\"")]
    public async Task Update_OfAnOddName_IsFoundByIt(string reference)
    {
        var store = await OpenAsync();
        await SetAsync(store, reference, "x");
        await using var other = await OpenOtherAsync();
        other.View.Load(reference)!.Body.ShouldBe("x");
        other.View.Match("**").ShouldBe([reference]);
    }

    // What one time has left is what the next begins with.
    private void Play(int changes, int times)
    {
        const int Clients = 3;
        var model = new StoreModel();
        Prop.ForAll(StoreModel.Work(Clients, changes), work => model.PlayAsync(work, OpenOtherAsync)).Check(Config.QuickThrowOnFailure.WithMaxTest(times));
    }

    protected static Reference Ref(string text) => Reference.Parse(text).Value;

    // Some places have the form of references that nobody can write.
    protected static Task SetAsync(DocumentStore store, string reference, JsonValue body) => SetAsync(store, [reference], body);

    protected static Task SetAsync(DocumentStore store, string[] references, JsonValue body) => store.UpdateAsync<bool>("set", t =>
    {
        foreach (var reference in references) t.Set(reference.StartsWith("q/", StringComparison.Ordinal) ? new Reference { Repository = "q", Release = "r1", Type = "custom", Subpath = "z" } : Ref(reference), body);
        return true;
    }, default);

    protected static Task LinkAsync(DocumentStore store, string from, string to) => store.UpdateAsync<bool>("link", t =>
    {
        t.Link(Ref(from), Ref(to));
        return true;
    }, default);

    protected async Task<DocumentStore> OpenAsync()
    {
        var store = await OpenOtherAsync();
        opened.Add(store);
        return store;
    }

    /// <summary>Opens the same store once more, as another process would.</summary>
    protected abstract Task<DocumentStore> OpenOtherAsync();
}

using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Git;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Stores;

/// <summary>What documents read is found out once for each content, and not again by the next process.</summary>
public sealed class InputNotesTests : IAsyncDisposable
{
    private static readonly string[] Places = ["r/-/f/@/deploy/a", "r/-/f/@/deploy/b", "r/-/f/@/deploy/none"];

    private readonly GitPlace place = new();
    private readonly List<string> asked = [];

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task InputsOf_InTheNextProcess_AreKnownWhereNothingHasChanged()
    {
        await using (var stores = Process())
        {
            await using var store = await OpenAsync(stores);
            await SetAsync(store, "a", "x y");
            await SetAsync(store, "b", "");
            Ask(store.View).ShouldBe(["x y", "", "gone"]);
            asked.ShouldBe(Places, ignoreOrder: true);
            Ask(store.View).ShouldBe(["x y", "", "gone"]);
            asked.ShouldBe([Places[2]]);
        }

        await using (var stores = Process())
        {
            await using var store = await OpenAsync(stores);
            Ask(store.View).ShouldBe(["x y", "", "gone"]);
            asked.ShouldBe([Places[2]]);
            await SetAsync(store, "b", "z");
            Ask(store.View).ShouldBe(["x y", "z", "gone"]);
            asked.ShouldBe([Places[1], Places[2]]);
        }

        // A content that was there before is known as well.
        await using (var stores = Process())
        {
            await using var store = await OpenAsync(stores);
            await SetAsync(store, "b", "");
            Ask(store.View).ShouldBe(["x y", "", "gone"]);
            asked.ShouldBe([Places[2]]);
        }
    }

    [Fact]
    public async Task InputsOf_InATransaction_AreThoseItHasMade()
    {
        await using var store = await place.OpenAsync();
        await SetAsync(store, "a", "x");
        await SetAsync(store, "b", "y");
        var transaction = new StoreTransaction(store.View);
        transaction.Set(Reference.Parse("r/-/f/@r1/deploy/b").Value, new JsonObject(("reads", "z")));

        Ask(transaction).ShouldBe(["x", "z", "gone"]);

        Ask(store.View).ShouldBe(["x", "y", "gone"]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(40)]
    public async Task InputsOf_WithADamagedFile_AreFoundOutAnew(int damagedAt)
    {
        await using (var stores = Process())
        {
            await using var store = await OpenAsync(stores);
            await SetAsync(store, "a", "x");
            Ask(store.View);
        }

        var file = Directory.GetFiles(place.Root, "*.inputs", SearchOption.AllDirectories).ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        if (damagedAt < 0) bytes = bytes[..^3];
        else bytes[damagedAt] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        await using (var stores = Process())
        {
            await using var store = await OpenAsync(stores);
            Ask(store.View)[0].ShouldBe("x");
            asked.ShouldContain(Places[0]);
        }

        await using (var stores = Process())
        {
            await using var store = await OpenAsync(stores);
            Ask(store.View)[0].ShouldBe("x");
            asked.ShouldNotContain(Places[0]);
        }
    }

    private GitStores Process() => GitPlace.PoolOf(place.Root, "home", null);

    private async Task<GitStore> OpenAsync(GitStores stores) => (await stores.OpenAsync(place.State, StoreKind.State, isCreated: true, default)).Value;

    private static async Task SetAsync(GitStore store, string environment, string reads) => (await store.UpdateAsync<bool>("set", state =>
    {
        var result = Reference.Parse($"r/-/f/@r1/deploy/{environment}").Value;
        state.Set(result, new JsonObject(("reads", reads)));
        state.Link(Reference.Parse($"r/-/f/@/deploy/{environment}").Value, result);
        return true;
    }, default)).IsOk.ShouldBeTrue();

    private string[] Ask(DocumentView view)
    {
        asked.Clear();
        return [.. view.InputsOf(Places, reference =>
        {
            asked.Add(reference.Replace("@r1", "@", StringComparison.Ordinal));
            return view.Find(reference)?.Body["reads"]?.AsText is { } names ? names.Split(' ', StringSplitOptions.RemoveEmptyEntries) : ["gone"];
        }).Select(names => string.Join(' ', names))];
    }
}

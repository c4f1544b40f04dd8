using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Stores;

/// <summary>What is about to be written is seen, found as changed, and written with what comes next.</summary>
public sealed class ObservedStoreTests : IAsyncDisposable
{
    private static readonly Reference First = Reference.Parse("@/custom/first").Value;
    private static readonly Reference Second = Reference.Parse("@/custom/second").Value;

    private readonly GitPlace place = new();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Anticipate_UntilItIsWritten_IsInTheView()
    {
        await using var store = new ObservedStore(await place.OpenAsync());
        var before = store.View;
        var commits = Commits();
        var writing = AnticipateAsync(store);

        store.View.Exists(First.ToString()).ShouldBeTrue();
        store.View.ChangedSince(before).ShouldBe([First.ToString()]);
        store.TakeChanged().ShouldBe([First.ToString()]);
        Commits().ShouldBe(commits);
        writing.IsCompleted.ShouldBeFalse();
        var seen = store.View;

        // Whoever writes next sees what is really there by then.
        await store.ChangeAsync("second", state =>
        {
            state.Exists(First.ToString()).ShouldBeTrue();
            state.Set(Second, 1);
            return null;
        }, default);
        await store.SettleAsync();

        writing.IsCompletedSuccessfully.ShouldBeTrue();
        Commits().ShouldBe(commits + 1);
        store.View.ChangedSince(seen).ShouldNotBeNull().ShouldContain(Second.ToString());
        (store.View.Exists(First.ToString()), store.View.Exists(Second.ToString())).ShouldBe((true, true));
    }

    [Fact]
    public async Task Anticipate_OfWhatIsRefusedInTheEnd_IsGoneAgain()
    {
        await using var store = new ObservedStore(await place.OpenAsync());
        await using var other = await place.OpenAsync("other");
        var writing = AnticipateAsync(store);
        store.View.Exists(First.ToString()).ShouldBeTrue();
        await other.ChangeAsync("stop", state =>
        {
            state.Set(Second, 1);
            return null;
        }, default);

        store.Flush();
        await store.SettleAsync();

        (await writing).ShouldNotBeNull();
        (store.View.Exists(First.ToString()), store.View.Exists(Second.ToString())).ShouldBe((false, true));
    }

    // Written unless there is the second.
    private static Task<Text.Diagnostics.Diagnostic?> AnticipateAsync(ObservedStore store)
    {
        var writing = store.ChangeLaterAsync("first", state =>
        {
            if (state.Exists(Second.ToString())) return new Text.Diagnostics.Diagnostic(StoreRules.NotFound, "too late");
            state.Set(First, 1);
            return null;
        }, default);
        store.Anticipate(state => state.Set(First, 1), writing);
        return writing;
    }

    private int Commits() => int.Parse(place.Ask("rev-list", "--count", "state"), System.Globalization.CultureInfo.InvariantCulture);
}

using Operon.Git;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Folders;
using Operon.Releases.Stores.Git;
using Operon.Testing;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Tests.Stores;

/// <summary>Two stores that are changed at once: others see both changes or neither.</summary>
public sealed class ChangeTogetherTests : IAsyncDisposable
{
    private static readonly Reference Place = Reference.Parse("@/custom/a").Value;
    private static readonly Reference Other = Reference.Parse("@/custom/b").Value;

    private readonly GitPlace place = new();

    private string PushesFile => Path.Combine(place.Root, "pushes");

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Change_OfTwoBranches_IsOnePush()
    {
        await using var both = await OpenAsync();
        Hook("post-receive", $"echo $(cut -d' ' -f3 | sort) >> '{PushesFile}'");

        (await SetBothAsync(both, "x")).Value.ShouldBeTrue();

        Pushes().ShouldBe(["refs/heads/intent refs/heads/state"]);
        await using var others = await OpenAsync("other");
        foreach (var seen in (Both[])[both, others]) (Read(seen.State, Place), Read(seen.Intent, Place)).ShouldBe(("x", "x"));
        foreach (var branch in (string[])["state", "intent"]) place.Ask("log", "-1", "--format=%s", branch).ShouldBe("both");

        // Where one of them stays as it is, it is left alone.
        (await both.State.ChangeTogetherAsync(both.Intent, "one", (state, _) => Set(state, Place, "y"), default)).Value.ShouldBeTrue();
        Pushes()[1..].ShouldBe(["refs/heads/state"]);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("intent")]
    public async Task Change_WhereSomebodyElseHasMovedOne_IsMadeAgainOnWhatIsThere(string moved)
    {
        await using var both = await OpenAsync();
        var seen = new List<(string?, string?)>();

        var made = await both.State.ChangeTogetherAsync(both.Intent, "both", (state, intents) =>
        {
            if (seen.Count == 0) place.Commit(moved, ("refs/@/custom/b/@object.json", """{"kind":"ref","body":"theirs"}"""));
            seen.Add((Read(state, Other), Read(intents, Other)));
            return Set(state, Place, "x") ?? Set(intents, Place, "x");
        }, default);

        made.Value.ShouldBeTrue();
        seen.ShouldBe([(null, null), moved == "state" ? ("theirs", null) : (null, "theirs")]);

        // Nothing of the first attempt has got there.
        foreach (var branch in (string[])["state", "intent"]) place.Ask("rev-list", "--count", branch).ShouldBe(branch == moved ? "3" : "2");
        place.Ask("fsck", "--strict", "--no-dangling");
    }

    [Fact]
    public async Task Change_OfABranchThatIsRefused_LeavesTheOtherToThoseWhoChangeItAlone()
    {
        await using var both = await OpenAsync();
        Hook("update", "[ $1 != refs/heads/intent ] || { echo 'write to us first' >&2; exit 1; }");

        // Together with the next one.
        var alone = both.State.ChangeLaterAsync("alone", t => Set(t, Other, "mine"), default);
        var failure = await Should.ThrowAsync<StoreFailure>(() => SetBothAsync(both, "x"));

        failure.Diagnostic.RootCause.Rule.ShouldBe(GitRules.PushRefused);
        failure.Diagnostic.RootCause.Message.ShouldEndWith("are not written: [remote rejected] (hook declined)");
        string.Concat(failure.Diagnostic.RootCause.Notes).ShouldContain("write to us first");
        (await alone).ShouldBeNull();
        await using var others = await OpenAsync("other");
        foreach (var seen in (Both[])[both, others])
        {
            (Read(seen.State, Place), Read(seen.Intent, Place)).ShouldBe((null, null));
            Read(seen.State, Other).ShouldBe("mine");
        }
    }

    [Fact]
    public async Task Change_OfOneOfThemBesideOneThatIsRefused_CanBeMadeAlone()
    {
        await using var both = await OpenAsync();
        Hook("update", "[ $1 != refs/heads/intent ]");
        var refused = both.Intent.ChangeLaterAsync("theirs", t => Set(t, Other, "no"), default);

        (await both.State.ChangeTogetherAsync(both.Intent, "one", (state, _) => Set(state, Place, "x"), default)).Value.ShouldBeFalse();

        (await Should.ThrowAsync<StoreFailure>(() => refused)).Diagnostic.RootCause.Rule.ShouldBe(GitRules.PushRefused);
        await both.State.ChangeAsync("one", t => Set(t, Place, "x"), default);
        Read(both.State, Place).ShouldBe("x");
    }

    [Fact]
    public async Task Change_OfABranchThatOthersKeep_DelaysNothingOfTheOther()
    {
        await using var both = await OpenAsync();
        var held = Path.Combine(place.Remote, "refs", "heads", "intent.lock");
        await File.WriteAllTextAsync(held, "", TestContext.Current.CancellationToken);
        var alone = both.State.ChangeLaterAsync("alone", t => Set(t, Other, "mine"), default);

        var together = SetBothAsync(both, "x");

        (await alone).ShouldBeNull();
        together.IsCompleted.ShouldBeFalse();
        place.Files().ShouldContain("refs/@/custom/b/@object.json");
        File.Delete(held);
        (await together).Value.ShouldBeTrue();
        (Read(both.State, Place), Read(both.Intent, Place), Read(both.State, Other)).ShouldBe(("x", "x", "mine"));
    }

    [Fact]
    public async Task Change_OfABranchThatMustNotBeMade_WritesNothing()
    {
        await using var both = await OpenAsync(intent: p => p with { CreatesBranch = false }, isThere: true);
        place.Ask("branch", "-D", "intent");
        await both.Intent.RefreshAsync(default);
        var alone = both.State.ChangeLaterAsync("alone", t => Set(t, Other, "mine"), default);

        (await Should.ThrowAsync<StoreFailure>(() => SetBothAsync(both, "x"))).Diagnostic.Rule.ShouldBe(StoreRules.Missing);

        (await alone).ShouldBeNull();
        (Read(both.State, Place), Read(both.State, Other)).ShouldBe((null, "mine"));
    }

    [Fact]
    public async Task Change_ThatReturnsAnErrorOrThrows_LeavesBoth()
    {
        await using var both = await OpenAsync();

        var refused = await both.State.ChangeTogetherAsync(both.Intent, "no", (state, intents) => Set(state, Place, "x") ?? Set(intents, Place, "x") ?? new Diagnostic(StoreRules.NotFound, "no"), default);
        await Should.ThrowAsync<InvalidOperationException>(() => both.State.ChangeTogetherAsync(both.Intent, "no", (state, _) => throw new InvalidOperationException(Set(state, Place, "x")?.Message), default));

        refused.Error!.Message.ShouldBe("no");
        (Read(both.State, Place), Read(both.Intent, Place)).ShouldBe((null, null));
        foreach (var branch in (string[])["state", "intent"]) place.Ask("rev-list", "--count", branch).ShouldBe("1");
    }

    [Fact]
    public async Task Change_OfARemoteThatTakesOneBranchAtATime_IsNotMadeAndNotTriedForADay()
    {
        place.Ask("config", "receive.advertiseAtomic", "false");
        await using (var both = await OpenAsync())
        {
            var before = place.Ask("for-each-ref");
            (await SetBothAsync(both, "x")).Value.ShouldBeFalse();
            place.Ask("for-each-ref").ShouldBe(before);

            // One after the other, also where both are changed at the same time.
            await Task.WhenAll(both.State.ChangeAsync("s", t => Set(t, Place, "s"), default), both.Intent.ChangeAsync("i", t => Set(t, Place, "i"), default));
            (Read(both.State, Place), Read(both.Intent, Place)).ShouldBe(("s", "i"));
        }

        place.Ask("config", "receive.advertiseAtomic", "true");
        await using (var both = await OpenAsync()) (await SetBothAsync(both, "x")).Value.ShouldBeFalse();
        var note = Directory.GetFiles(Path.Combine(place.Root, "home"), "*.apart", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.SetLastWriteTimeUtc(note, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        await using (var both = await OpenAsync()) (await SetBothAsync(both, "x")).Value.ShouldBeTrue();
    }

    [Fact]
    public async Task Change_OfStoresInOneBranch_IsOneCommit()
    {
        await using var both = await OpenAsync(state: p => p with { Folder = "s" }, intent: p => p with { Branch = "state", Folder = "i" });
        var before = place.Ask("rev-parse", "state");

        (await SetBothAsync(both, "x")).Value.ShouldBeTrue();

        place.Ask("rev-list", "--count", $"{before}..state").ShouldBe("1");
        place.Ask("diff", "--name-only", before, "state").Split('\n').ShouldBe(["i/refs/@/custom/a/@object.json", "s/refs/@/custom/a/@object.json"]);
    }

    [Fact]
    public async Task Change_OfStoresThatHaveNothingInCommon_IsNotMade()
    {
        await using var both = await OpenAsync();
        GitPlace.Git("init", "--quiet", "--bare", "--initial-branch=trunk", Path.Combine(place.Root, "elsewhere.git"));
        await using var elsewhere = await OpenAsync(intent: p => p with { Remote = GitRemote.Parse(Path.Combine(place.Root, "elsewhere.git"), "/").Value });
        await using var folder = (await FolderStore.OpenAsync(Path.Combine(place.Root, "folder"), StoreKind.Intent, TimeProvider.System, isCreated: true)).Value;

        foreach (var (one, other) in new (DocumentStore, DocumentStore)[] { (both.State, elsewhere.Intent), (elsewhere.State, elsewhere.Intent), (both.State, folder), (folder, both.State) })
        {
            (await one.ChangeTogetherAsync(other, "no", (_, _) => throw new InvalidOperationException("It is run."), default)).Value.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Change_OfObservedStores_IsNotedInBoth()
    {
        await using var both = await OpenAsync();
        await using var state = new ObservedStore(both.State);
        await using var intent = new ObservedStore(both.Intent);

        (await state.ChangeTogetherAsync(intent, "both", (s, i) => Set(s, Place, "x") ?? Set(i, Other, "x"), default)).Value.ShouldBeTrue();

        (state.TakeChanged().Single(), intent.TakeChanged().Single()).ShouldBe((Place.ToString(), Other.ToString()));
        (await state.ChangeTogetherAsync(intent, "none", (s, _) => Set(s, Other, "x") ?? new Diagnostic(StoreRules.NotFound, "no"), default)).IsOk.ShouldBeFalse();
        state.TakeChanged().ShouldBeEmpty();
    }

    private static Task<Result<bool>> SetBothAsync(Both both, string text) => both.State.ChangeTogetherAsync(both.Intent, "both", (state, intents) => Set(state, Place, text) ?? Set(intents, Place, text), default);

    private static Diagnostic? Set(StoreTransaction transaction, Reference reference, string text)
    {
        transaction.Set(reference, text);
        return null;
    }

    private static string? Read(DocumentStore store, Reference reference) => Read(store.View, reference);

    private static string? Read(DocumentView view, Reference reference) => view.Load(reference.ToString())?.Body.AsText;

    private async Task<Both> OpenAsync(string home = "home", Func<GitStorePlace, GitStorePlace>? state = null, Func<GitStorePlace, GitStorePlace>? intent = null, bool isThere = false)
    {
        if (isThere) await using (await OpenAsync("first")) place.Files("intent").ShouldBe([".ocuroot-store"]);
        var pool = place.Pool(home);
        var intentPlace = GitPlace.IntentOf(place.Root);
        return new Both(
            (await pool.OpenAsync(state?.Invoke(place.State) ?? place.State, StoreKind.State, isCreated: true, default)).Value,
            (await pool.OpenAsync(intent?.Invoke(intentPlace) ?? intentPlace, StoreKind.Intent, isCreated: true, default)).Value);
    }

    private void Hook(string name, string script) => ExecutableFile.Write(Path.Combine(place.Remote, "hooks", name), $"#!/bin/sh\n{script}\n");

    private string[] Pushes() => File.ReadAllLines(PushesFile);

    private sealed record Both(GitStore State, GitStore Intent) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await State.DisposeAsync();
            await Intent.DisposeAsync();
        }
    }
}

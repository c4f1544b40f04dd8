using System.Collections.Immutable;
using Operon.Git;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Git;
using Operon.Testing;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Stores;

public sealed class GitStoreTests : StoreContract
{
    private readonly GitPlace place = new();
    private int homes;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await place.DisposeAsync();
    }

    [Fact]
    public async Task Open_OfAnEmptyRemote_BeginsAHistoryWithTheStoreAlone()
    {
        var with = place.State with { SupportFiles = ImmutableSortedDictionary<string, string>.Empty.Add(".ci/work.yml", "run: work\n") };
        await using var store = await place.OpenAsync(place: with);
        place.Files().ShouldBe([".ci/work.yml", ".ocuroot-store"]);
        place.Ask("show", "state:.ocuroot-store").ShouldBe("""{"version":3,"Tags":{"state":{}}}""");
        place.Ask("show", "state:.ci/work.yml").ShouldBe("run: work");
        place.Ask("log", "--format=%an <%ae>", "state").ShouldBe("Ocuroot <contact@ocuroot.com>");
    }

    [Fact]
    public async Task Open_OfAMissingBranch_TakesNothingOfTheSource()
    {
        place.Commit("trunk", ("main.go", "package main"));
        await using var store = await place.OpenAsync();
        place.Files().ShouldBe([".ocuroot-store"]);
        place.Ask("rev-list", "--count", "state").ShouldBe("1");
        place.Ask("merge-base", "--is-ancestor", "state", "state");
    }

    [Fact]
    public async Task Open_OfABranchThatIsThere_KeepsWhatItHolds()
    {
        place.Commit("state", ("README.md", "seed"));
        await using var store = await place.OpenAsync();
        place.Files().ShouldBe([".ocuroot-store", "README.md"]);
    }

    [Fact]
    public async Task Open_WithoutABranch_TakesTheDefaultOne()
    {
        await using (var empty = await place.OpenAsync(place: new GitStorePlace(place.Address))) place.Files("trunk").ShouldBe([".ocuroot-store"]);
        await using var store = await place.OpenAsync("other", new GitStorePlace(place.Address));
        await SetAsync(store, "@/custom/a", "x");
        place.Files("trunk").ShouldContain("refs/@/custom/a/@object.json");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Open_ThatMustMakeNothing_SaysThatThereIsNone(bool isCreated, bool createsBranch)
    {
        var error = (await place.Pool().OpenAsync(place.State with { CreatesBranch = createsBranch }, StoreKind.State, isCreated, default)).Error.ShouldNotBeNull();
        error.Rule.ShouldBe(StoreRules.Missing);
        place.Ask("branch", "--list").ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_OfVersionTwo_BringsItToThree()
    {
        place.Commit("state", (".ocuroot-store", """{"version":2}"""), ("refs/@/custom/a/@object.json", """{"kind":"ref","body":"x"}"""));
        await using var store = await place.OpenAsync();
        place.Ask("show", "state:.ocuroot-store").ShouldBe("""{"version":3,"Tags":{"state":{}}}""");
        store.View.Get(Ref("@/custom/a")).ShouldBe("x");
    }

    [Theory]
    [InlineData("""{"version":4}""")]
    [InlineData("nonsense")]
    [InlineData("""{"version":3,"Tags":{"intent":{}}}""")]
    public async Task Open_OfAnotherStore_IsRefused(string text)
    {
        place.Commit("state", (".ocuroot-store", text));
        (await place.Pool().OpenAsync(place.State, StoreKind.State, isCreated: true, default)).Error!.Rule.ShouldBe(StoreRules.Incompatible);
        place.Ask("show", "state:.ocuroot-store").ShouldBe(text);
    }

    [Fact]
    public async Task Open_OfARemoteThatIsNotThere_SaysSoWithoutSecrets()
    {
        var missing = GitRemote.Parse($"file://user:hush@{place.Root}/missing.git", "/").Value;
        var error = (await place.Pool().OpenAsync(new GitStorePlace(missing) { Branch = "state" }, StoreKind.State, isCreated: true, default)).Error.ShouldNotBeNull();
        error.Rule.ShouldBe(StoreRules.RemoteFailed);
        error.RootCause.Rule.ShouldBe(GitRules.Unreachable);
        (error + string.Concat(error.RootCause.Notes)).ShouldNotContain("hush");
    }

    [Fact]
    public async Task Update_OfWhatOthersWrote_LeavesTheRestAsItIs()
    {
        const string Other = """{"kind": "ref", "body_type": "models.Run", "create_stack": "x", "links": [], "body": {"b": 1}}""";
        place.Commit("state", (".ocuroot-store", """{"version":3,"Tags":{"state":{}}}"""), ("refs/r/-/f/@r1/task/t/1/@object.json", Other), ("refs/r/-/f/@/task/t/@object.json", """{"kind":"link","body":"r/-/f/@r1/task/t"}"""));
        await using var store = await place.OpenAsync();
        store.View.Get(Ref("r/-/f/@/task/t/1#b")).ShouldBe(1.0);
        store.View.Match("**", withLinks: false).ShouldBe(["r/-/f/@r1/task/t/1"]);
        await SetAsync(store, "r/-/f/@/task/t/1/logs", "x");
        place.Ask("show", "state:refs/r/-/f/@r1/task/t/1/@object.json").ShouldBe(Other);
        place.Ask("show", "state:refs/r/-/f/@r1/task/t/1/logs/@object.json").ShouldContain("\"body\": \"x\"");
    }

    [Fact]
    public async Task Update_OfSeveralStepsAndSeveralAtOnce_TellsThemInFewCommits()
    {
        await using var store = await place.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => SetAsync(store, $"@/custom/c{i}", i)));
        int.Parse(place.Ask("rev-list", "--count", "state"), null).ShouldBeLessThan(10);
        var log = place.Ask("log", "--format=%B", "state");
        for (var i = 0; i < 30; i++) log.ShouldContain($"set @/custom/c{i}");
        store.View.Match("@/custom/*").Count.ShouldBe(30);
    }

    [Fact]
    public async Task Update_WithOthersThatFail_WritesThoseThatDoNot()
    {
        await using var store = await place.OpenAsync();
        var good = SetAsync(store, "@/custom/good", true);
        var refused = store.UpdateAsync<bool>("t", t =>
        {
            t.Set(Ref("@/custom/refused"), true);
            return new Diagnostic(StoreRules.NotFound, "no");
        }, default);
        var thrown = store.UpdateAsync<bool>("t", _ => throw new InvalidOperationException(), default);
        var last = SetAsync(store, "@/custom/last", true);
        await good;
        await last;
        (await refused).Error!.Rule.ShouldBe(StoreRules.NotFound);
        await Should.ThrowAsync<InvalidOperationException>(() => thrown);
        store.View.Match("**").ShouldBe(["@/custom/good", "@/custom/last"]);
    }

    [Fact]
    public async Task Update_ThatChangesNothing_MakesNoCommit()
    {
        await using var store = await place.OpenAsync();
        await SetAsync(store, "@/custom/a", "x");
        var before = place.Ask("rev-parse", "state");
        await SetAsync(store, "@/custom/a", "x");
        await store.WriteSupportFilesAsync([], default);
        place.Ask("rev-parse", "state").ShouldBe(before);
    }

    [Fact]
    public async Task Update_WhenTheRemoteIsAway_FailsAndWorksAgainAfterwards()
    {
        await using var store = await place.OpenAsync();
        Directory.Move(place.Remote, place.Remote + ".away");
        (await Should.ThrowAsync<StoreFailure>(() => SetAsync(store, "@/custom/a", "x"))).Diagnostic.Rule.ShouldBe(StoreRules.RemoteFailed);
        store.View.Exists("@/custom/a").ShouldBeFalse();
        await Should.ThrowAsync<StoreFailure>(() => store.RefreshAsync(default));
        Directory.Move(place.Remote + ".away", place.Remote);
        await SetAsync(store, "@/custom/a", "y");
        store.View.Get(Ref("@/custom/a")).ShouldBe("y");
    }

    [Fact]
    public async Task Update_ThatAHookRefuses_TellsTheReason()
    {
        await using var store = await place.OpenAsync();
        ExecutableFile.Write(Path.Combine(place.Remote, "hooks", "pre-receive"), "#!/bin/sh\necho 'the branch is protected' >&2\nexit 1\n");
        var failure = await Should.ThrowAsync<StoreFailure>(() => SetAsync(store, "@/custom/a", "x"));
        failure.Diagnostic.RootCause.Rule.ShouldBe(GitRules.PushRefused);
        string.Concat(failure.Diagnostic.RootCause.Notes).ShouldContain("the branch is protected");
    }

    [Fact]
    public async Task Update_OfABranchThatWasRemoved_BeginsItAnew()
    {
        await using var store = await place.OpenAsync();
        await SetAsync(store, "@/custom/a", "x");
        place.Ask("branch", "-D", "state");
        await SetAsync(store, "@/custom/b", "y");
        place.Files().ShouldBe([".ocuroot-store", "refs/@/custom/b/@object.json"]);
        store.View.Match("**").ShouldBe(["@/custom/b"]);
    }

    [Fact]
    public async Task Update_OfABranchThatWasRewritten_GoesOnFromThere()
    {
        await using var store = await place.OpenAsync();
        await SetAsync(store, "@/custom/a", "x");
        var before = place.Ask("rev-parse", "state");
        await SetAsync(store, "@/custom/b", "y");
        place.Ask("update-ref", "refs/heads/state", before);
        await SetAsync(store, "@/custom/c", "z");
        store.View.Match("**").ShouldBe(["@/custom/a", "@/custom/c"]);
    }

    [Fact]
    public async Task Open_OfTwoStoresInOneBranch_SharesItsCommits()
    {
        var pool = place.Pool();
        await using var state = (await pool.OpenAsync(place.State with { Folder = "state" }, StoreKind.State, isCreated: true, default)).Value;
        await using var intent = (await pool.OpenAsync(place.State with { Folder = "intent" }, StoreKind.Intent, isCreated: true, default)).Value;
        await Task.WhenAll(SetAsync(state, "@/custom/a", "s"), SetAsync(intent, "@/custom/a", "i"));
        place.Files().ShouldBe(["intent/.ocuroot-store", "intent/refs/@/custom/a/@object.json", "state/.ocuroot-store", "state/refs/@/custom/a/@object.json"]);
        (state.View.Get(Ref("@/custom/a")), intent.View.Get(Ref("@/custom/a"))).ShouldBe(("s", "i"));

        // A link that moves is committed like anything else.
        foreach (var release in new[] { "r1", "r2" })
        {
            await SetAsync(state, $"r/-/f/@{release}/task/t", release);
            await LinkAsync(state, "r/-/f/@/task/t", $"r/-/f/@{release}/task/t");
        }

        await using var other = await place.OpenAsync("other", place.State with { Folder = "state" });
        other.View.Get(Ref("r/-/f/@/task/t")).ShouldBe("r2");
        place.Ask("fsck", "--strict", "--no-dangling");
    }

    [Fact]
    public async Task Leases_OfThoseThatAreGone_AreRemovedButNotOneThatIsPutOffMeanwhile()
    {
        await using var store = await place.OpenAsync();
        await using var other = await place.OpenAsync("other");
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (owner, minutes) in new[] { ("over", -1), ("late", -1), ("ended", 9), ("busy", 9) }) await other.Leases.RenewAsync(owner, now.AddMinutes(minutes), default);
        await store.Leases.RemoveEndedAsync(owner =>
        {
            // When all have been read, and before one is removed.
            place.Ask("update-ref", "refs/operon/leases/late", "refs/operon/leases/busy");
            return owner == "ended";
        }, default);
        place.Ask("for-each-ref", "--format=%(refname:lstrip=3)", "refs/operon/leases").Split('\n').ShouldBe(["busy", "late"]);
        (await store.Leases.FindAsync(["over", "late", "ended", "busy"], default)).Keys.ShouldBe(["late", "busy"], ignoreOrder: true);
        await store.Leases.RemoveEndedAsync(_ => false, default);
    }

    [Theory]
    [InlineData(".ocuroot-store")]
    [InlineData("../x")]
    [InlineData("refs/@/custom/a/@object.json")]
    [InlineData(".git/config")]
    [InlineData("/etc/x")]
    public async Task WriteSupportFiles_InAWrongPlace_IsRefused(string path)
    {
        await using var store = await place.OpenAsync();
        (await Should.ThrowAsync<StoreFailure>(() => store.WriteSupportFilesAsync([KeyValuePair.Create(path, "x")], default))).Diagnostic.Rule.ShouldBe(StoreRules.BadPlace);
    }

    [Fact]
    public async Task Update_ThatIsCancelled_EndsAtOnce()
    {
        await using var store = await place.OpenAsync();
        using var cancellation = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => store.UpdateAsync<bool>("t", t =>
        {
            t.Set(Ref("@/custom/a"), true);
            cancellation.Cancel();
            return true;
        }, cancellation.Token));
        await SetAsync(store, "@/custom/b", "y");
    }

    [Fact]
    public async Task Update_ThatNeverMeetsItsTime_SaysThatOthersWrite()
    {
        var pool = place.Pool(patience: TimeSpan.FromSeconds(2));
        await using var store = (await pool.OpenAsync(place.State, StoreKind.State, isCreated: true, default)).Value;
        await using var other = await place.OpenAsync("other");
        var turn = 0;
        var failure = await Should.ThrowAsync<StoreFailure>(() => store.UpdateAsync<bool>("t", t =>
        {
            // Somebody is faster each time.
            place.Ask("update-ref", "refs/heads/state", place.Ask("-c", "user.name=S", "-c", "user.email=s@example.com", "commit-tree", "-p", "state", "-m", $"{turn++}", "state^{tree}"));
            t.Set(Ref("@/custom/a"), turn);
            return true;
        }, default));
        failure.Diagnostic.Rule.ShouldBe(StoreRules.Busy);
        turn.ShouldBeGreaterThan(1);
    }

    // Each in a home of its own, as on another machine.
    protected override async Task<DocumentStore> OpenOtherAsync() => await place.OpenAsync($"home{homes++}");
}

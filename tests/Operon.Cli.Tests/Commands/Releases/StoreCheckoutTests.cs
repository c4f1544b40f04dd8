namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Commands in checkouts of stores (releases, sections 5.2, 11.2, 11.4).</summary>
public sealed class StoreCheckoutTests
{
    private const string Package = """
        def up(environment, size):
            print("up " + environment["name"] + " " + size)
            return done(outputs={"size": size})

        def down(environment):
            return done()

        phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"size": input(ref="@/custom/size", default="small")}) for e in environments()])
        """;

    private const string Environments = "register_environment(environment(\"one\", {}))\n";

    public static TheoryData<string, string> Both { get; } = new() { { "state", "git" }, { "intent", "git" }, { "state", "folder" }, { "intent", "folder" } };

    [Theory]
    [MemberData(nameof(Both))]
    public async Task StateGet_InBothKinds_ReadsState(string kind, string stores)
    {
        using var place = await DeployedAsync(stores);
        var read = await place.InAsync(At(place, kind, stores), "state", "get", "acme/demo/-/p.ocu.star/@/deploy/one#output/size");
        read.ExitCode.ShouldBe(0, read.Errors);
        read.Output.ShouldBe("\"small\"\n");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task State_InBothKinds_SetsAppliesAndDeletes(string kind, string stores)
    {
        using var place = await DeployedAsync(stores);
        var at = At(place, kind, stores);
        (await place.InAsync(at, "state", "set", "@/custom/size", "big")).ExitCode.ShouldBe(0);
        (await place.InAsync(at, "state", "diff")).Lines.ShouldBe(["@/custom/size"]);
        (await place.InAsync(at, "state", "apply", "@/custom/size")).ExitCode.ShouldBe(0);
        (await place.GoodAsync("state", "get", "@/custom/size")).ShouldBe("\"big\"\n");
        (await place.InAsync(at, "state", "match", "@/custom/*")).Lines.ShouldBe(["@/custom/size"]);
        (await place.InAsync(at, "state", "delete", "@/custom/size")).ExitCode.ShouldBe(0);
        (await place.GoodAsync("state", "diff")).ShouldBe("@/custom/size\n");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task WorkCascade_InBothKinds_DoesItInACheckoutOfTheRepository(string kind, string stores)
    {
        using var place = await DeployedAsync(stores);
        await place.GoodAsync("state", "set", "@/custom/size", "big");
        var at = At(place, kind, stores);
        var dry = await place.InAsync(at, "work", "cascade", "-d");
        dry.Output.ShouldContain("\"ref\": \"@/custom/size\"");
        var done = await place.InAsync(at, "work", "cascade");
        done.ExitCode.ShouldBe(0, done.Errors);
        (await place.GoodAsync("state", "get", "acme/demo/-/p.ocu.star/@/deploy/one#output/size")).ShouldBe("\"big\"\n");
        foreach (var folder in new[] { "worktrees", "clones" }.Select(f => Path.Combine(place.Home, f)).Where(Directory.Exists)) Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task WorkTrigger_OfIntent_CallsTheRecordedTriggerInTheFolderAtHand(string kind, string stores)
    {
        using var place = await DeployedAsync(stores, "\ndef go(commit):\n    shell(\"echo \" + commit + \" > triggered\")\n\ntrigger(go)\n");
        var at = At(place, kind, stores);
        (await place.InAsync(at, "work", "trigger", "--intent")).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(at, "triggered"), TestContext.Current.CancellationToken)).Trim().ShouldBe(place.Git(place.Repository, "rev-parse", "HEAD"));
    }

    [Theory]
    [InlineData("git")]
    [InlineData("folder")]
    public async Task Push_OfIntents_AppliesWhatDiffersEachTime(string stores)
    {
        using var place = await DeployedAsync(stores);
        var none = await place.InAsync(At(place, "intent", stores), "push", "-n");
        none.Output.ShouldBe("\n");
        foreach (var size in new[] { "big", "huge" })
        {
            await place.GoodAsync("state", "set", "@/custom/size", size);
            var at = At(place, "intent", stores);
            (await place.InAsync(at, "push", "--dryrun")).Lines.ShouldBe(["@/custom/size"]);
            var pushed = await place.InAsync(at, "push");
            pushed.ExitCode.ShouldBe(0, pushed.Errors);
            (await place.GoodAsync("state", "get", "acme/demo/-/p.ocu.star/@/deploy/one#output/size")).ShouldBe($"\"{size}\"\n");
            (await place.GoodAsync("state", "get", "@/push/intent_commit#commit")).ShouldBe($"\"{place.Git(at, "rev-parse", "HEAD")}\"\n");
        }

        (await place.DocumentAsync("@/push/intent_commit"))["release_configs"].ShouldBe(Text.Json.JsonNull.Instance);
    }

    [Fact]
    public async Task Push_OfIntents_RefusesWhatIsNotCommitted()
    {
        using var place = await DeployedAsync("git");
        var at = At(place, "intent", "git");
        await File.WriteAllTextAsync(Path.Combine(at, "new"), "", TestContext.Current.CancellationToken);
        var refused = await place.InAsync(at, "push");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0506");
    }

    [Theory]
    [InlineData("state", "push")]
    [InlineData("state", "push", "-n")]
    [InlineData("intent", "release", "new", "p.ocu.star")]
    [InlineData("state", "release", "new", "acme/demo/-/p.ocu.star")]
    [InlineData("state", "release", "continue", "acme/demo/-/p.ocu.star/@r1")]
    [InlineData("state", "release", "retry", "acme/demo/-/p.ocu.star/@r1")]
    [InlineData("state", "release", "lint", "acme/demo/-/p.ocu.star")]
    [InlineData("state", "work", "any")]
    [InlineData("intent", "work", "continue")]
    [InlineData("intent", "work", "ops")]
    [InlineData("state", "find-deploys", "HEAD", "HEAD")]
    [InlineData("state", "repl", "-c", "1")]
    public async Task Command_ThatNeedsPackages_IsRefused(string kind, params string[] words)
    {
        using var place = await DeployedAsync("git");
        var refused = await place.InAsync(At(place, kind, "git"), words);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0503");
    }

    [Theory]
    [InlineData("get", "p.ocu.star/@r1")]
    [InlineData("get", "./custom/x")]
    [InlineData("get", "//p.ocu.star/@")]
    [InlineData("delete", "p.ocu.star/@/custom/x")]
    [InlineData("apply", "p.ocu.star/@/custom/x")]
    public async Task Reference_ThatIsRelative_IsRefused(params string[] words)
    {
        using var place = await DeployedAsync("git");
        var refused = await place.InAsync(At(place, "state", "git"), ["state", .. words]);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0521");
    }

    [Fact]
    public async Task StateMatch_UnderTheNameOfTheOriginal_TakesThePatternForAReference()
    {
        using var place = await DeployedAsync("git");
        var at = At(place, "state", "git");
        (await place.AsAsync("ocuroot", at, "state", "match", "**/@*/deploy/*")).ExitCode.ShouldBe(1);
        (await place.AsAsync("ocuroot", at, "state", "match", "**/-/**/deploy/*")).ExitCode.ShouldBe(0);
        (await place.AsAsync("ocuroot", at, "state", "match", "@/environment/*")).Lines.ShouldBe(["@/environment/one"]);
        (await place.InAsync(at, "state", "match", "**/@/deploy/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@/deploy/one"]);
    }

    [Fact]
    public async Task Store_InAFolderOfARepository_IsNeitherMadeNorChangedByReading()
    {
        using var place = await DeployedAsync("folder");
        var at = Path.Combine(place.Repository, ".store", "state", "refs");
        var before = Directory.EnumerateFileSystemEntries(Path.Combine(place.Repository, ".store"), "*", SearchOption.AllDirectories).Order().ToList();
        (await place.InAsync(at, "state", "get", "@/environment/one")).ExitCode.ShouldBe(0);
        (await place.InAsync(at, "work", "cascade")).ExitCode.ShouldBe(0);
        Directory.EnumerateFileSystemEntries(Path.Combine(place.Repository, ".store"), "*", SearchOption.AllDirectories).Order().ShouldBe(before);
    }

    [Fact]
    public async Task Store_WithoutRepositories_SaysHowTheyComeThere()
    {
        using var place = new ReleasePlace();
        var at = Directory.CreateDirectory(Path.Combine(place.Root, "empty")).FullName;
        await File.WriteAllTextAsync(Path.Combine(at, ".ocuroot-store"), """{"version":3,"Tags":{"state":{}}}""", TestContext.Current.CancellationToken);
        var refused = await place.InAsync(at, "state", "get", "@/custom/x");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0504");
    }

    private static async Task<ReleasePlace> DeployedAsync(string stores, string settings = "")
    {
        var place = new ReleasePlace((stores == "git" ? ReleasePlace.GitStores : ReleasePlace.FolderStores) + settings);
        place.Commit(("p.ocu.star", Package), ("envs.ocu.star", Environments));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        return place;
    }

    private static string At(ReleasePlace place, string kind, string stores) => stores == "git" ? place.Clone(kind) : Path.Combine(place.Repository, ".store", kind);
}

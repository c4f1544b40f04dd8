namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Files that a store's branch has beside its documents, such as workflows of a CI system (releases, sections 2.4, 3.4).</summary>
public sealed class SupportFileTests
{
    private const string Workflow = ".github/workflows/work.yml";

    [Fact]
    public async Task SupportFiles_OfAStore_AreWrittenToTheRootOfItsBranchAndFollowTheSettings()
    {
        using var place = new ReleasePlace(With("store.git(\"REMOTE\", branch=\"state\", support_files={\"" + Workflow + "\": \"first\\n\", \"README.md\": \"x\"}), intent=store.git(\"REMOTE\", branch=\"intent\")"));
        await place.GoodAsync("state", "set", "@/custom/x", "1");
        FilesOf(place, "state").ShouldBe([Workflow, ".ocuroot-store", "README.md"]);
        FilesOf(place, "intent").ShouldBe([".ocuroot-store"]);
        Read(place, Workflow).ShouldBe("first");

        // They are no documents.
        (await place.RunAsync("state", "match", "**")).Lines.ShouldAllBe(l => !l.Contains("README", StringComparison.Ordinal) && !l.Contains("work.yml", StringComparison.Ordinal));
        await place.GoodAsync("work", "any");
        var before = place.Git(place.Remote, "rev-parse", "state");
        await place.GoodAsync("state", "diff");
        place.Git(place.Remote, "rev-parse", "state").ShouldBe(before);

        place.Commit(("repo.ocu.star", (await File.ReadAllTextAsync(Path.Combine(place.Repository, "repo.ocu.star"), TestContext.Current.CancellationToken)).Replace("first", "second", StringComparison.Ordinal)));
        await place.GoodAsync("work", "any");
        Read(place, Workflow).ShouldBe("second");
        Read(place, "README.md").ShouldBe("x");
    }

    [Fact]
    public async Task SupportFiles_OfOneStoreForBoth_LieBesideItsTwoFolders()
    {
        using var place = new ReleasePlace(With("store.git(\"REMOTE\", branch=\"both\", support_files={\"ci.yml\": \"run\"})"));
        await place.GoodAsync("state", "set", "@/custom/x", "1");
        await place.GoodAsync("state", "apply", "@/custom/x");
        FilesOf(place, "both").Where(f => !f.Contains("/refs/", StringComparison.Ordinal)).ShouldBe(["ci.yml", "intent/.ocuroot-store", "state/.ocuroot-store"]);
    }

    [Theory]
    [InlineData("refs/x")]
    [InlineData(".ocuroot-store")]
    [InlineData("/etc/x")]
    [InlineData("a/../../x")]
    [InlineData(".git/config")]
    public async Task SupportFiles_ThatWouldBeDocumentsOrLieElsewhere_AreRefused(string path)
    {
        using var place = new ReleasePlace(With("store.git(\"REMOTE\", branch=\"state\", support_files={\"" + path + "\": \"x\"})"));
        var refused = await place.RunAsync("state", "set", "@/custom/x", "1");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain($"'{path}' is no p");
        place.Git(place.Remote, "for-each-ref", "--format=%(refname)").ShouldBe("refs/heads/trunk");
    }

    private static string With(string stores) => $"repo_alias(\"acme/demo\")\nremotes([\"REMOTE\"])\nstore.set({stores})\n";

    private static string[] FilesOf(ReleasePlace place, string branch) =>
        [.. place.Git(place.Remote, "ls-tree", "-r", "--name-only", branch).Split('\n').Where(f => !f.StartsWith("refs/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Read(ReleasePlace place, string path) => place.Git(place.Remote, "show", $"state:{path}");
}

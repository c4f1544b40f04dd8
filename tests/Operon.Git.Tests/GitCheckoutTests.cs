using Operon.Git.Objects;

namespace Operon.Git.Tests;

public sealed class GitCheckoutTests : IDisposable
{
    private readonly Repository repository = new();

    public void Dispose() => repository.Dispose();

    [Fact]
    public async Task Head_OfARepository_IsItsCommit()
    {
        (await repository.Checkout.HeadAsync(default)).Value.ToString().ShouldBe(repository.Git("rev-parse", "HEAD"));
        repository.Git("checkout", "--quiet", "--orphan", "new");
        (await repository.Checkout.HeadAsync(default)).Value.ShouldBeNull();
    }

    [Theory]
    [InlineData("--all")]
    [InlineData("nosuch")]
    [InlineData("HEAD:a.txt")]
    public async Task Resolve_OfNoCommit_IsRefused(string revision) => (await repository.Checkout.ResolveAsync(revision, default)).Error!.Rule.ShouldBe(GitRules.NoRevision);

    [Fact]
    public async Task Resolve_OfABranch_IsItsCommit() => (await repository.Checkout.ResolveAsync("main", default)).Value.ToString().ShouldBe(repository.Git("rev-parse", "HEAD"));

    [Fact]
    public async Task Uncommitted_OfOddNames_HasThemAll()
    {
        (await repository.Checkout.UncommittedAsync(default)).Value.ShouldBeEmpty();
        repository.Write("new file.txt", "x");
        repository.Write("größe", "x");
        repository.Git("mv", "a.txt", "b c.txt");
        (await repository.Checkout.UncommittedAsync(default)).Value.Order(StringComparer.Ordinal).ShouldBe(["a.txt", "b c.txt", "größe", "new file.txt"]);
    }

    [Fact]
    public async Task Changed_BetweenCommits_HasWhatIsGoneToo()
    {
        var before = (await repository.Checkout.HeadAsync(default)).Value!.Value;
        repository.Git("rm", "--quiet", "a.txt");
        repository.Commit("d/b.txt", "b");
        var after = (await repository.Checkout.HeadAsync(default)).Value!.Value;
        (await repository.Checkout.ChangedAsync(before, after, default)).Value.Select(c => (c.Path, c.Content is null)).ShouldBe([("a.txt", true), ("d/b.txt", false)]);
        (await repository.Checkout.RangeAsync(before, after, default)).Value.Count.ShouldBe(2);
        (await repository.Checkout.RangeAsync(after, before, default)).Value.Count.ShouldBe(2);
    }

    [Fact]
    public async Task RemoteAddress_OfAMissingOne_IsNull()
    {
        (await repository.Checkout.RemoteAddressAsync("origin", default)).Value.ShouldBeNull();
        repository.Git("remote", "add", "origin", "https://u:p@example.com/a");
        (await repository.Checkout.RemoteAddressAsync("origin", default)).Value.ShouldBe("https://u:p@example.com/a");
    }

    [Theory]
    [InlineData("\turl = a\n\turl = b\n")]
    [InlineData("\turl = \"a b\" # why\n")]
    [InlineData("\turl = a\\\n b\n")]
    [InlineData("\tpushurl = x\n\tURL=/a b/c\n")]
    [InlineData("\turl = a\n[include]\n\tpath = more\n")]
    [InlineData("\turl = a\n[Remote \"origin\"]\n\turl = c\n")]
    [InlineData("\turl = a\n[remote \"origin\"] url = d\n")]
    [InlineData("\turl = a\n; url = e\n[remote \"origin2\"]\n\turl = f\n")]
    public async Task RemoteAddress_HoweverItIsWritten_IsWhatGitSays(string text)
    {
        repository.Write(".git/more", "[remote \"origin\"]\n\turl = included\n");
        repository.Write(".git/config", $"[core]\n\tbare = false\n[remote \"origin\"]\n{text}");
        (await repository.Checkout.RemoteAddressAsync("origin", default)).Value.ShouldBe(repository.Git("config", "--get", "remote.origin.url"));
    }

    [Fact]
    public void TipOf_ABranchOfAFolder_IsWhatGitSays()
    {
        var main = BranchName.Parse("main").Value;
        repository.Address.TipOf(main).ToString().ShouldBe(repository.Git("rev-parse", "main"));
        repository.Address.TipOf(BranchName.Parse("nosuch").Value).ShouldBeNull();

        // git has to be asked.
        repository.Git("pack-refs", "--all");
        repository.Address.TipOf(main).ShouldBeNull();
    }

    [Fact]
    public void Read_OfObjectsInFilesAndInPacks_IsTheSame()
    {
        var names = repository.Git("rev-list", "--objects", "--no-object-names", "main").Split('\n');
        using var loose = new ObjectReader(repository.Program, Path.Combine(repository.Folder, ".git"));
        var before = loose.ReadAll(names).Value;
        before.ShouldAllBe(o => o != null);
        repository.Git("gc", "--quiet");
        using var packed = new ObjectReader(repository.Program, Path.Combine(repository.Folder, ".git"));
        var after = packed.ReadAll(names).Value;
        for (var i = 0; i < names.Length; i++)
        {
            (after[i]!.Id.ToString(), after[i]!.Kind).ShouldBe((names[i], before[i]!.Kind));
            after[i]!.Content.ShouldBe(before[i]!.Content);
        }

        var tree = before.First(o => o!.Kind == ObjectKind.Tree)!.Id;
        packed.ReadAt(tree, "a.txt").Value!.Content.ShouldBe("a"u8.ToArray());
        packed.ReadAt(tree, "b.txt").Value.ShouldBeNull();
        packed.ReadAt(tree, "a.txt/b").Value.ShouldBeNull();
    }

    [Fact]
    public async Task WorkTree_OfACommit_IsMadeAndRemovedWithoutHooks()
    {
        repository.Write(".git/hooks/post-checkout", "#!/bin/sh\ntouch \"$(git rev-parse --git-common-dir)/hook-ran\"\n");
        File.SetUnixFileMode(Path.Combine(repository.Folder, ".git/hooks/post-checkout"), (UnixFileMode)0b111_101_101);
        var path = Path.Combine(repository.Root, "tree");
        (await repository.Checkout.AddWorkTreeAsync(path, (await repository.Checkout.HeadAsync(default)).Value!.Value, default)).ShouldBeNull();
        File.Exists(Path.Combine(path, "a.txt")).ShouldBeTrue();
        File.Exists(Path.Combine(repository.Folder, ".git/hook-ran")).ShouldBeFalse();
        (await repository.Checkout.RemoveWorkTreeAsync(path, default)).ShouldBeNull();
        repository.Git("worktree", "list").ShouldNotContain("tree ");
    }

    [Fact]
    public async Task Clone_OfARepository_HasItsDefaultBranchAndCommits()
    {
        var remote = new RemoteRepository(repository.Program, repository.Address);
        (await remote.DefaultBranchAsync(default)).Value.Text.ShouldBe("main");
        (await remote.RefsAsync(default)).Value.Keys.ShouldContain("refs/heads/main");
        var clone = (await remote.CloneAsync(Path.Combine(repository.Root, "clone"), default)).Value;
        var head = (await clone.HeadAsync(default)).Value!.Value;
        (await clone.CheckOutAsync(head, default)).ShouldBeNull();
        File.Exists(Path.Combine(repository.Root, "clone", "a.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Clone_OfAFolderWithWhatAPushHasNotFinished_TakesWhatIsThere()
    {
        // git copies no folder with a link among its objects, as it copies none from which a file goes meanwhile.
        var unfinished = Directory.CreateDirectory(Path.Combine(repository.Folder, ".git", "objects", "tmp_objdir-incoming-x")).FullName;
        File.CreateSymbolicLink(Path.Combine(unfinished, "gone"), "nowhere");

        var clone = await new RemoteRepository(repository.Program, repository.Address).CloneAsync(Path.Combine(repository.Root, "clone"), default);

        clone.IsOk.ShouldBeTrue(clone.Error?.ToString());
        (await clone.Value.HeadAsync(default)).Value.ShouldBe((await repository.Checkout.HeadAsync(default)).Value);
    }

    [Fact]
    public async Task Clone_OfNothing_SaysWhy()
    {
        var failure = (await new RemoteRepository(repository.Program, GitRemote.Parse(repository.Root + "/missing", "/").Value).CloneAsync(repository.Root + "/x", default)).Error.ShouldNotBeNull();
        failure.Rule.ShouldBe(GitRules.Unreachable);
        failure.Message.ShouldContain("does not exist");
    }

    [Fact]
    public async Task Run_WithAnExternalProtocolInAConfiguration_DoesNotSpeakIt()
    {
        repository.Git("config", "url.ext::touch ran .insteadOf", "https://example.com/");
        var ran = (await repository.Program.RunAsync(repository.Folder, ["fetch", "https://example.com/x"], default)).Value;
        ran.ExitCode.ShouldNotBe(0);
        ran.Error.ToString().ShouldContain("not allowed");
        File.Exists(Path.Combine(repository.Folder, "ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task Run_WithARepositoryInTheEnvironment_StaysWhereItIsTold()
    {
        var program = Repository.With(("GIT_DIR", "/nowhere"), ("GIT_INDEX_FILE", "/nowhere"), ("GIT_TRACE", "1"), ("LC_ALL", "de_DE.UTF-8"));
        (await new GitCheckout(program, repository.Folder).RootAsync(default)).Value.ShouldBe(repository.Folder);
    }

    [Fact]
    public void Objects_WrittenHere_AreReadByGit()
    {
        var writer = new ObjectWriter(Path.Combine(repository.Folder, ".git"));
        using var reader = new ObjectReader(repository.Program, repository.Folder);
        var blob = writer.Add(ObjectKind.Blob, "hello"u8);
        var root = ObjectId.Parse(repository.Git("rev-parse", "HEAD^{tree}"))!.Value;
        var editor = new TreeEditor(reader);
        var tree = editor.Apply(root, [new("x/y.z/1", blob), new("x/y/2", blob), new("x/y-/3", blob), new("x/y0", blob), new("x/yy", blob), new("x/é", blob)], writer).Value;
        writer.Write();
        repository.Git("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", tree.ToString()).Split('\n').ShouldBe(["a.txt", "x/y-/3", "x/y.z/1", "x/y/2", "x/y0", "x/yy", "x/é"]);
        editor.Apply(tree, [new("x/y0", null), new("x/yy", null), new("x/é", null)], writer).TryGet(out tree, out _).ShouldBeTrue();
        editor.Apply(tree, [new("x/y/2", null), new("x/y-/3", null), new("x/y.z/1", null), new("never/there", null)], writer).Value.ShouldBe(root);
        editor.Apply(root, [new("a.txt/b", blob)], writer).Error!.Rule.ShouldBe(GitRules.Failed);
        editor.Apply(root, [new("../b", blob)], writer).Error!.Rule.ShouldBe(GitRules.Failed);
        repository.Git("fsck", "--strict", "--no-dangling").ShouldBeEmpty();
        reader.Read(new string('1', 40)).Value.ShouldBeNull();
        reader.Read("HEAD").Value!.Kind.ShouldBe(ObjectKind.Commit);
    }
}

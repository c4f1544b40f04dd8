namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What people are told who have mistyped something, or whose surroundings are not as they should be.</summary>
public sealed class ErrorTests
{
    private const string Good = "def f():\n    return done(outputs={\"image\": {\"tag\": \"t\"}})\n\ntask(f, \"build\")\n";

    [Theory]
    [InlineData("@/environment/stagin", "did you mean @/environment/staging?")]
    [InlineData("@/environmnt/staging", "'environmnt' is no type of document")]
    [InlineData("@/environmnt/staging", "write @/environment/staging")]
    [InlineData("p.ocu.star/@r1/taks/build", "write p.ocu.star/@r1/task/build")]
    [InlineData("p.ocu.star@r1", "write p.ocu.star/@r1")]
    [InlineData("p.ocu.sta/@r1", "did you mean acme/demo/-/p.ocu.star/@r1?")]
    [InlineData("p.ocu.star/@r1/task/bild", "did you mean acme/demo/-/p.ocu.star/@r1/task/build?")]
    [InlineData("p.ocu.star/@r1/task/bild/1/status/complete", "did you mean acme/demo/-/p.ocu.star/@r1/task/build/1/status/complete?")]
    [InlineData("acme/dmo/-/p.ocu.star/@r1", "did you mean acme/demo/-/p.ocu.star/@r1?")]
    [InlineData("p.ocu.star/@/task/build#output/imag", "did you mean 'image'?")]
    [InlineData("p.ocu.star/@/task/build#output/image/x", "p.ocu.star/@/task/build#output/image has no 'x'")]
    [InlineData("p.ocu.star/@/task/build#output/image/x", "one of: tag")]
    [InlineData("@/custom/none", "ref not found: @/custom/none")]
    public async Task StateGet_OfWhatIsNotThere_SaysWhatWasMeant(string reference, string said)
    {
        using var place = await ReleasedAsync();
        var refused = await place.RunAsync("state", "get", reference);
        refused.ExitCode.ShouldBe(1);
        refused.Output.ShouldBe("");
        refused.Errors.ShouldContain(said);
    }

    [Theory]
    [InlineData("p.ocu.sta", "did you mean p.ocu.star?")]
    [InlineData("sub/p.ocu.star", "there is no file sub/p.ocu.star")]
    [InlineData("other.ocu.star", "did you mean deep/down/other.ocu.star?")]
    [InlineData("deep/down/othr.ocu.star", "did you mean deep/down/other.ocu.star?")]
    [InlineData("deep/down", "fix: write deep/down/other.ocu.star")]
    [InlineData("deep", "fix: write one: operon init release")]
    [InlineData("p.ocu.star@r1", "write p.ocu.star/@r1")]
    [InlineData("../p.ocu.star", "leads out of the repository")]
    public async Task ReleaseNew_OfAFileThatIsNotThere_SaysWhatWasMeant(string file, string said)
    {
        using var place = await ReleasedAsync();
        place.Write("deep/down/other.ocu.star", Good);
        var refused = await place.RunAsync("release", "new", file);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain(said);
    }

    [Theory]
    [InlineData("write 'github'", "init", "ci", "githb")]
    [InlineData("write 'json'", "state", "set", "@/custom/x", "1", "-f", "jsn")]
    [InlineData("write 'git'", "init", "repo", "--store", "gti")]
    [InlineData("write 'continue'", "work", "contine")]
    [InlineData("see how far it is: operon release show", "release", "retry", "p.ocu.star")]
    [InlineData("did you mean acme/demo/-/p.ocu.star?", "release", "show", "q.ocu.star")]
    [InlineData("did you mean acme/demo/-/p.ocu.star?", "release", "ls", "q.ocu.star")]
    [InlineData("see what it does: operon release show p.ocu.star", "release", "rollback", "p.ocu.star", "--env", "staging")]
    [InlineData("a commit, branch or tag", "find-deploys", "HEAD~30", "HEAD")]
    [InlineData("close it, or write", "state", "match", "p[a")]
    public async Task Words_ThatAreNearlyRight_GetTheRightOnes(string said, params string[] words)
    {
        using var place = await ReleasedAsync();
        var refused = await place.RunAsync(words);
        refused.ExitCode.ShouldBe(1, refused.Output);
        refused.Errors.ShouldContain(said);
    }

    [Fact]
    public async Task ReleaseNew_ThatWaits_SaysForWhat()
    {
        using var place = await ReleasedAsync();
        place.Commit(("w.ocu.star", "def f(gate):\n    pass\n\ntask(f, \"t\", inputs={\"gate\": input(ref=\"@/custom/gate\")})\n"));
        var waits = await place.RunAsync("release", "new", "w.ocu.star");
        waits.ExitCode.ShouldBe(0);
        waits.Errors.ShouldContain("acme/demo/-/w.ocu.star/@r1/task/t/1 waits for @/custom/gate");
    }

    [Fact]
    public async Task ReleaseNew_OfATaskThatFails_ShowsLineAndStackOfTheFilesOfTheUser()
    {
        using var place = await ReleasedAsync();
        place.Commit(
            ("bad.ocu.star", "load(\"./lib.star\", \"helper\")\n\ndef f():\n    helper({\"a\": 1})\n\ntask(f, \"t\")\n"),
            ("lib.star", "def helper(x):\n    return x[\"b\"]\n"));
        var failed = await place.RunAsync("release", "new", "bad.ocu.star");
        failed.ExitCode.ShouldBe(1);
        failed.Errors.ShouldContain("lib.star:2:13: error REL0303: key \"b\" not in dict\n   2 |     return x[\"b\"]\n     |             ^\n  Traceback (most recent call last):\n    bad.ocu.star:4:11: in f\n    lib.star:2:13: in helper\n");
    }

    [Theory]
    [InlineData("repo_alias(\"a/b\")\n", "REL0313", "store.set(")]
    [InlineData("repo_alias(\"a/b\")\nstore.set(stor.fs(\"x\"))\n", "REL0302", "did you mean store?")]
    [InlineData("repo_alias(\"a/b\")\nstore.set(store.fs(\"x\")\n", "REL0302", "repo.ocu.star:3:1")]
    [InlineData("repo_alias(\"a/b\")\nstore.set(store.git(\"/nowhere/x.git\"))\n", "REL0207", "git ls-remote /nowhere/x.git")]
    [InlineData("repo_alias(\"a/b\")\nstore.set(store.git(\"https://me:token1234@127.0.0.1:1/x.git\"))\n", "REL0207", "https://127.0.0.1:1/x.git")]
    [InlineData("repo_alias(\"a/b\")\nt = secret(\"token1234\")\nstore.set(store.git(\"http://127.0.0.1:1/\" + t + \".git\"))\n", "REL0207", "http://127.0.0.1:1/<secret>.git")]
    [InlineData("repo_alias(\"a/b\")\nstore.set(store.git(\"ext::sh -c id\"))\n", "GIT0002", "names a program")]
    [InlineData("load(\"./none.star\", \"x\")\n", "REL0305", "there is no file ./none.star")]
    [InlineData("ocuroot(\"9\")\n", "REL0304", "0.3.x")]
    [InlineData("fail(\"oh\")\n", "REL0303", "repo.ocu.star:1:5")]
    public async Task Command_WithSettingsThatAreWrong_ShowsWhatAndWhere(string settings, string code, string said)
    {
        using var place = new ReleasePlace();
        place.Write("repo.ocu.star", settings);
        var refused = await place.RunAsync("state", "diff");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain(code);
        refused.Errors.ShouldContain(said);
        refused.Errors.ShouldNotContain("token1234");
        refused.Errors.Split('\n').Length.ShouldBeLessThan(24);
    }

    [Theory]
    [InlineData("import os", "1:7", "got illegal token, want primary expression", "write load(")]
    [InlineData("from os import path", "1:5", "got illegal token, want primary expression", "write load(")]
    [InlineData("x = f\"web:{1}\"", "1:15", "got string literal, want newline", ".format(VALUE)")]
    [InlineData("x = [\n    \"a\",\n    rf'b{1}',\n]", "3:13", "got string literal, want ']'", ".format(VALUE)")]
    [InlineData("class A:\n    pass", "1:6", "got illegal token, want primary expression", "write struct(")]
    [InlineData("def f():\n    while True:\n        pass", "2:5", "this Starlark dialect does not support while loops", "range(MOST)")]
    [InlineData("def f():\n    try:\n        g()\n    except:\n        pass", "2:8", "got illegal token, want primary expression", "continue_on_error")]
    [InlineData("def f():\n    raise ValueError(\"no\")", "2:10", "got illegal token, want primary expression", "write fail(")]
    [InlineData("def f():\n    with open(\"x\") as g:\n        pass", "2:9", "got illegal token, want primary expression", "host.read_file(")]
    [InlineData("x = 1 is 2", "1:9", "got illegal token, want newline", "write ==")]
    [InlineData("def f(a):\n    assert a", "2:13", "got identifier, want newline", "write if not")]
    [InlineData("def f(a: int):\n    pass", "1:9", "got ':', want ')'", "leave out the type")]
    [InlineData("x: int = 1", "1:3", "got ':', want newline", "leave out the type")]
    [InlineData("@cached\ndef f():\n    pass", "1:1", "unexpected input character '@'", "task(")]
    [InlineData("x = !True", "1:5", "unexpected input character '!'", "write not")]
    [InlineData("x = 1\nx += 1", "2:1", "cannot reassign global x declared at p.ocu.star:1:1", "a name of its own")]
    [InlineData("x = null", "1:5", "undefined: null", "write None")]
    [InlineData("x = [1 2]", "1:9", "got int literal, want ']'", null)]
    [InlineData("from_ = [1 2]", "1:13", "got int literal, want ']'", null)]
    public async Task Lint_OfWhatPythonHasAndStarlarkHasNot_SaysWhatToWrite(string text, string place, string message, string? fix)
    {
        using var repository = new ReleasePlace();
        repository.Write("p.ocu.star", text + "\n");
        var refused = await repository.RunAsync("release", "lint", "p.ocu.star");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldStartWith($"p.ocu.star:{place}: error REL0302: {message}\n");
        if (fix is null) refused.Errors.ShouldNotContain("fix:");
        else refused.Errors.Split('\n').ShouldContain(l => l.StartsWith("  fix: ", StringComparison.Ordinal) && l.Contains(fix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_WithABranchThatCannotBe_SaysWhatItMayBeAndWhere()
    {
        using var place = new ReleasePlace();
        place.Write("repo.ocu.star", $"repo_alias(\"a/b\")\nstore.set(store.git(\"{place.Remote}\", branch = \"my state\"))\n");
        var refused = await place.RunAsync("state", "diff");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldStartWith("repo.ocu.star:2:20: error GIT0003: ");
        refused.Errors.ShouldContain("'my state' is no name of a branch");
        refused.Errors.ShouldContain("letters, digits");
        refused.Errors.ShouldContain("fix: write my-state");
        refused.Errors.ShouldNotContain("ls-remote");
    }

    [Fact]
    public async Task Command_InAFolderThatIsNoRepository_SaysSo()
    {
        using var place = new ReleasePlace();
        var nowhere = await place.InAsync(place.Root, "state", "diff");
        nowhere.Errors.ShouldContain("REL0501");
        var plain = Directory.CreateDirectory(Path.Combine(place.Root, "plain")).FullName;
        await File.WriteAllTextAsync(Path.Combine(plain, "repo.ocu.star"), ReleasePlace.FolderStores, TestContext.Current.CancellationToken);
        var noGit = await place.InAsync(plain, "release", "new", "p.ocu.star");
        noGit.ExitCode.ShouldBe(1);
        noGit.Errors.ShouldContain("not a git repository");
        noGit.Errors.ShouldContain("git init");
    }

    [Fact]
    public async Task ReleaseNew_OnADetachedHeadAndInAShallowClone_Works()
    {
        using var place = await ReleasedAsync();
        place.Commit(("p2.ocu.star", Good));
        place.Git(place.Repository, "checkout", "--quiet", "--detach");
        (await place.RunAsync("release", "new", "p2.ocu.star")).ExitCode.ShouldBe(0);
        var shallow = Path.Combine(place.Root, "shallow");
        place.Git(place.Root, "clone", "--quiet", "--depth", "1", "file://" + place.Remote, shallow);
        var made = await place.InAsync(shallow, "release", "new", "p2.ocu.star");
        made.ExitCode.ShouldBe(0, made.Errors);
    }

    [Fact]
    public async Task Push_WithStoresThatGitSees_TakesThemForNoChange()
    {
        using var place = await ReleasedAsync();
        place.Write(".gitignore", "");
        place.Git(place.Repository, "commit", "--quiet", "--all", "-m", "stores are not ignored");
        (await place.RunAsync("push")).ExitCode.ShouldBe(0);

        // They may also be committed, as any other file.
        place.Commit(("p.ocu.star", Good + "# changed\n"));
        (await place.RunAsync("push")).ExitCode.ShouldBe(0);
        place.Write("new", "");
        var refused = await place.RunAsync("push");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0506: 1 file is not committed");
        refused.Errors.ShouldEndWith("  new\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("joe:wrong-token@")]
    public async Task Store_ThatAsksWhoIsThere_IsToldWithoutAQuestion(string login)
    {
        using var listener = Unauthorized.Listen();
        using var place = new ReleasePlace($"repo_alias(\"a/b\")\nstore.set(store.git(\"http://{login}{listener.Place}/state.git\", branch=\"state\"))\n");
        var refused = await place.RunAsync("state", "match", "**");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("asks for a user and a password");
        refused.Errors.ShouldContain("credential.helper");
        refused.Errors.ShouldNotContain("wrong-token");
    }

    [Theory]
    [InlineData("state", "set", "@/custom/x", "1", "-f", "jsn")]
    [InlineData("release", "new", "--forse", "p.ocu.star")]
    [InlineData("release", "frob")]
    [InlineData("state", "get")]
    [InlineData("release", "rollback", "p.ocu.star")]
    [InlineData("init", "repo", "--store", "gti")]
    public async Task Words_ThatAreWrong_AreToldInOneLineAndAFix(params string[] words)
    {
        using var place = new ReleasePlace();
        var refused = await place.RunAsync(words);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        refused.Errors.ShouldStartWith("error CLI0001: ");
        refused.Errors.ShouldNotContain("␊");
    }

    [Fact]
    public async Task Command_WithVariablesOfTelemetry_IsAsWithout()
    {
        using var place = await ReleasedAsync();
        foreach (var (name, value) in new[] { ("ENABLE_OTEL", "true"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=b,c"), ("OCUROOT_DEBUG", "1"), ("OCUROOT_DEBUG_TRACES", "1"), ("OCUROOT_CHECK_STAGED_FILES", "1"), ("OCU_COMMAND_OVERRIDE", "x") })
        {
            place.Variables[name] = value;
        }

        var read = await place.RunAsync("state", "get", "p.ocu.star/@/task/build#output/image/tag");
        (read.ExitCode, read.Output, read.Errors).ShouldBe((0, "\"t\"\n", ""));
    }

    private static async Task<ReleasePlace> ReleasedAsync()
    {
        var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Good), ("envs.ocu.star", "register_environment(environment(\"staging\", {}))\n"));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        return place;
    }
}

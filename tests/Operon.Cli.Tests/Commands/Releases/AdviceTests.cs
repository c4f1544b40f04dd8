namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What people are told who do what leads nowhere: before they wait, and with commands that work.</summary>
public sealed class AdviceTests : IDisposable
{
    private const string Waiting = """
        ocuroot("0.3.0")
        def build():
            return done(outputs = {"x": "1"})
        def use(x, approval = None):
            return done()
        phase("build", tasks = [task(build, name = "build")])
        phase("use", tasks = [task(use, name = "use", inputs = {"x": ref("INPUT"), "approval": ref("./custom/approval")})])

        """;

    private readonly ReleaseDirectory directory = new(isInGit: false);

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("./task/biuld#output/x", "there is no task 'biuld' in this package", "did you mean 'build'?")]
    [InlineData("../lib/r.ocu.star/@/task/build#output/x", "there is no file app/lib/r.ocu.star", "write //lib/r.ocu.star/@/task/build#output/x")]
    [InlineData("//lib/q.ocu.star/@/task/build#output/x", "there is no file lib/q.ocu.star", "write //lib/r.ocu.star/@/task/build#output/x")]
    public async Task Lint_OfAReferenceThatCannotExist_Warns(string reference, string said, string advice)
    {
        Prepare(reference);
        (await directory.RunAsync("release", "lint", "app/r.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("warning REL0317: the input 'x' of task 'use' waits for ever: " + said);
        directory.Errors.ShouldContain(advice);
        directory.Output.ShouldEndWith("Config file evaluated successfully\n");
        (await directory.RunAsync("release", "plan", "app/r.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("warning REL0317: ");
        (await directory.RunAsync("release", "new", "app/r.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("warning REL0317: ");
    }

    [Theory]
    [InlineData("./task/build#output/x")]
    [InlineData("./task/build/1#output/x")]
    [InlineData("./custom/biuld")]
    [InlineData("./deploy/stagin#output/x")]
    [InlineData("//lib/r.ocu.star/@/task/bild#output/x")]
    [InlineData("//lib/q.ocu.star/@/custom/x")]
    [InlineData("other/-/none.ocu.star/@/task/build#output/x")]
    [InlineData("@/environment/staging#attributes/url")]
    public async Task Lint_OfAReferenceThatMayComeToExist_IsSilent(string reference)
    {
        Prepare(reference);
        (await directory.RunAsync("release", "lint", "app/r.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("app/r.ocu.star/@r1/custom/aproval", "did you mean shop/-/app/r.ocu.star/@r1/custom/approval?")]
    [InlineData("app/r.ocu.star/@r1/custom/zzz", "what shop/-/app/r.ocu.star/@r1 reads: shop/-/app/r.ocu.star/@r1/custom/approval")]
    [InlineData("app/r.ocu.star/@r99/custom/approval", "shop/-/app/r.ocu.star has no release 'r99', the newest is r1")]
    [InlineData("app/rr.ocu.star/@r1/custom/approval", "did you mean shop/-/app/r.ocu.star/@r1/custom/approval?")]
    public async Task Set_OfAValueThatNothingReads_WarnsAndSucceeds(string reference, string said)
    {
        await ReleaseAsync();
        (await directory.RunAsync("state", "set", reference, "yes")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("warning REL0410: nothing reads ");
        directory.Errors.ShouldContain(said);
    }

    [Theory]
    [InlineData("app/r.ocu.star/@r1/custom/approval")]
    [InlineData("app/r.ocu.star/@/custom/other")]
    [InlineData("@/custom/other")]
    [InlineData("@/environment/new", "-f", "json")]
    public async Task Set_OfAValueThatSomethingReadsOrMay_IsSilent(string reference, params string[] more)
    {
        await ReleaseAsync();
        (await directory.RunAsync(["state", "set", reference, "{\"name\": \"new\"}", .. more])).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("write 'release'", "releese", "ls")]
    [InlineData("write 'ls'", "release", "lss", "--limit", "3")]
    [InlineData("write 'show'", "release", "shwo", "ls")]
    [InlineData("did you mean shop/-/app/r.ocu.star/@r1/task/build?", "release", "show", "app/r.ocu.star/@r1/task/buidl")]
    [InlineData("REL0301", "preview", "app/relese.ocu.star")]
    [InlineData("there is no intent for shop/-/app/r.ocu.star/@r1/task/build", "state", "delete", "app/r.ocu.star/@r1/task/build")]
    [InlineData("operon release continue app/r.ocu.star/@r1", "release", "continue", "app/r.ocu.star")]
    public async Task Words_ThatLeadNowhere_AreToldWithTheRightOnes(string said, params string[] words)
    {
        await ReleaseAsync();
        (await directory.RunAsync("release", "new", "env.ocu.star")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync(words)).ShouldBe(1, directory.Output);
        directory.Errors.ShouldContain(said);
    }

    [Fact]
    public async Task History_OfAMisspelledName_SaysWhichIsMeant()
    {
        using var shared = new ReleaseDirectory();
        await shared.ReleaseAllAsync(0);
        (await shared.RunAsync("state", "history", "@/environment/stagin")).ShouldBe(1);
        shared.Errors.ShouldContain("did you mean @/environment/staging?");
    }

    [Fact]
    public async Task Show_OfAnotherKindOfDocument_NamesWhatShowsIt()
    {
        await ReleaseAsync();
        (await directory.RunAsync("state", "set", "app/r.ocu.star/@r1/custom/approval", "yes")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("state", "apply", "app/r.ocu.star/@r1/custom/approval")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("release", "show", "app/r.ocu.star/@r1/custom/approval")).ShouldBe(1);
        directory.Errors.ShouldContain("operon state get shop/-/app/r.ocu.star/@r1/custom/approval");
    }

    [Theory]
    [InlineData("tasks", "task(f, name = \"b\")", "phase: tasks is a task", "write tasks = [task(…)]")]
    [InlineData("work", "task(f, name = \"b\")", "phase: work is a task", "write work = [task(…)]")]
    [InlineData("tasks", "deploy(environment = environment(\"e\"), up = g, down = g)", "phase: tasks is a deployment", "write tasks = [deploy(…)]")]
    public async Task Phase_WithATaskInPlaceOfAList_SaysWhatToWrite(string parameter, string given, string said, string fix)
    {
        directory.Write("app/r.ocu.star", $"ocuroot(\"0.3.0\")\ndef f():\n    return done()\ndef g(environment):\n    return done()\nphase(\"b\", {parameter} = {given})\n");
        directory.Commit(1);
        (await directory.RunAsync("release", "lint", "app/r.ocu.star")).ShouldBe(1);
        directory.Errors.ShouldContain(said);
        directory.Errors.ShouldContain(fix);
    }

    [Theory]
    [InlineData("x = 1\n\ndef build()\n    return done()", "line 3 ends too early: def build()")]
    [InlineData("import os", "'import' is a word that Starlark keeps")]
    [InlineData("def f():\n    try:\n        pass", "'try' is a word that Starlark keeps")]
    [InlineData("class A:\n    pass", "'class' is a word that Starlark keeps")]
    public async Task Lint_OfAWordInTheWrongPlace_NamesIt(string text, string said)
    {
        directory.Write("app/r.ocu.star", text + "\n");
        directory.Commit(1);
        (await directory.RunAsync("release", "lint", "app/r.ocu.star")).ShouldBe(1);
        directory.Errors.ShouldContain(said);
    }

    [Fact]
    public async Task Settings_WithAMisspelledMember_SayWhichIsMeant()
    {
        directory.Write("repo.ocu.star", "ocuroot(\"0.3.0\")\nrepo_alias(\"shop\")\nstore.st(store.fs(\"s\"))\n");
        directory.Commit(1);
        (await directory.RunAsync("state", "diff")).ShouldBe(1);
        directory.Errors.ShouldContain("struct has no .st attribute");
        directory.Errors.ShouldContain("did you mean .set?");
    }

    [Fact]
    public async Task Retry_AtAnotherCommit_NamesTheReleaseThatFailed()
    {
        directory.Write("FAIL", "staging\n");
        directory.Commit(0);
        (await directory.RunAsync("release", "new", "env.ocu.star")).ShouldBe(0, directory.Errors);
        await directory.ReleaseAsync(1, exit: 1);
        var commit = directory.Git("-C", directory.Path, "rev-parse", "HEAD").Trim();
        directory.Commit(2);
        (await directory.RunAsync("release", "retry", ReleaseDirectory.Package)).ShouldBe(1);
        directory.Errors.ShouldContain($"git checkout {commit}; operon release retry {ReleaseDirectory.Package}/@r1");
        (await directory.RunAsync("release", "retry", $"{ReleaseDirectory.Package}/@r1")).ShouldBe(1);
        directory.Errors.ShouldContain("REL0401");
        directory.Errors.ShouldContain("operon work cascade");
    }

    [Fact]
    public async Task Retry_OfWhatHasNotFailedAndCanGoOn_SaysHow()
    {
        await ReleaseAsync();
        (await directory.RunAsync("state", "set", "app/r.ocu.star/@r1/custom/approval", "yes")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("state", "apply", "app/r.ocu.star/@r1/custom/approval")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("release", "retry", "app/r.ocu.star")).ShouldBe(1);
        directory.Errors.ShouldContain("fix: go on with it: operon release continue app/r.ocu.star/@r1\n");
    }

    [Fact]
    public async Task Apply_OfADeploymentThatIsToGo_SaysWhatTakesItAway()
    {
        await directory.ReleaseAllAsync(1);
        (await directory.RunAsync("state", "delete", $"{ReleaseDirectory.Package}/@/deploy/prod")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("state", "apply", $"{ReleaseDirectory.Package}/@/deploy/prod")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("Deploy to prod [2]: pending\n");
        directory.Errors.ShouldContain("operon work cascade\n");
        (await directory.RunAsync("work", "cascade")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("Deploy to prod [2]: running -> done");
    }

    [Fact]
    public async Task Environment_ThatIsOnlyHalfDeleted_IsToldBothWays()
    {
        await directory.ReleaseAllAsync(1);
        (await directory.RunAsync("push")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("state", "delete", "@/environment/staging")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("remove its register_environment too");
        (await directory.RunAsync("state", "apply", "@/environment/staging")).ShouldBe(0, directory.Errors);

        // The other way round: what no file registers any more stays.
        directory.Write("env.ocu.star", "ocuroot(\"0.3.0\")\nregister_environment(environment(\"staging\"))\n");
        directory.Commit(2);
        (await directory.RunAsync("release", "new", "env.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("warning REL0409: the environment 'prod' stays, and no file registers it");
        directory.Errors.ShouldContain("operon state delete @/environment/prod; operon state apply @/environment/prod");
        directory.Errors.ShouldNotContain("'staging' stays");
        (await directory.RunAsync("state", "delete", "@/environment/prod")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("state", "apply", "@/environment/prod")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("work", "cascade")).ShouldBe(0, directory.Errors);
        directory.Commit(3);
        (await directory.RunAsync("push")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldNotContain("REL0409");
    }

    [Fact]
    public async Task InitCi_InAFolder_WritesWhereCiSystemsLook()
    {
        directory.Write("deep/NOTES", "");
        directory.Folder = "deep";
        (await directory.RunAsync("init", "ci", "github")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldStartWith("wrote ../.github/workflows/release.yml\n");
        File.Exists(Path.Combine(directory.Path, ".github/workflows/release.yml")).ShouldBeTrue();
        Directory.Exists(Path.Combine(directory.Path, "deep/.github")).ShouldBeFalse();
    }

    [Fact]
    public async Task New_InItsHelp_TakesNoRelease()
    {
        (await directory.RunAsync("release", "new", "--help")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldNotContain("@r2");
    }

    private void Prepare(string reference)
    {
        directory.Write("app/r.ocu.star", Waiting.Replace("INPUT", reference, StringComparison.Ordinal));
        directory.Write("lib/r.ocu.star", "ocuroot(\"0.3.0\")\ndef build():\n    return done(outputs = {\"x\": \"1\"})\ntask(build, name = \"build\")\n");
        directory.Commit(1);
    }

    private async Task ReleaseAsync()
    {
        Prepare("./task/build#output/x");
        (await directory.RunAsync("release", "new", "app/r.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain("waits for shop/-/app/r.ocu.star/@r1/custom/approval");
    }
}

using Operon.Testing;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What would be done, and that nothing is.</summary>
public sealed class ReleasePlanCommandTests : IDisposable
{
    private const string Package = ReleaseDirectory.Package;
    private readonly ReleaseDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Plan_OfAPackage_TellsPhasesChangedInputsAndHolds()
    {
        await directory.ReleaseAllAsync(2);
        await directory.RunAsync("release", "rollback", Package, "--env", "prod");
        directory.Commit(3);
        var before = directory.Tips;

        (await directory.RunAsync("release", "plan", Package)).ShouldBe(0, directory.Errors);

        directory.Output.ShouldMatch("""
            ^web.ocu.star: release r3 of commit [0-9a-f]{12}
              1. task build: new release
              2. deploy to staging: new release, r2 -> r3
                   ~ image: "web:2" -> \(known after task build\)
              3. deploy to prod: new release, r1 -> r3
                   ~ image: "web:1" -> \(known after task build\)
                   waits for the end of the hold on web.ocu.star/@/deploy/prod
            3 steps, 1 of them would wait. Nothing was changed.
            $
            """.ReplaceLineEndings("\n"));
        directory.Tips.ShouldBe(before);
        await directory.RunAsync("release", "plan", Package, "--json");
        using var shape = JsonShape.Of("release-plan.1");
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
        directory.Tips.ShouldBe(before);
    }

    [Fact]
    public async Task Plan_BeforeTheFirstRelease_MakesNoStore()
    {
        directory.Commit(1);
        (await directory.RunAsync("release", "plan", "env.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("1. set @/environment/prod: environment added or changed\n       + attributes/url: \"p\"");
        (await directory.RunAsync("release", "plan", Package)).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("1. task build: new release");
        (await directory.RunAsync("release", "plan")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldStartWith("operon push would release:\nenv.ocu.star: environments\n  1. set @/environment/staging: environment added or changed\n");
        directory.Output.ShouldContain("\nweb.ocu.star: release r1 of commit ");
        directory.Tips.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plan_OfEverything_TellsIntentsAndWhoReadsThem()
    {
        await directory.ReleaseAllAsync(1);
        await directory.RunAsync("state", "set", "@/environment/prod", """{"name":"prod","attributes":{"url":"p2"}}""", "-f", "json");
        await directory.RunAsync("state", "delete", Package + "/@/deploy/staging");
        var before = directory.Tips;

        (await directory.RunAsync("release", "plan")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldContain("1. set @/environment/prod: intent\n       ~ attributes/url: \"p\" -> \"p2\"\n");
        directory.Output.ShouldContain("1. web.ocu.star remove r1 from staging: no intent\n");
        directory.Output.ShouldContain("2. web.ocu.star deploy to prod: changed input, r1\n       ~ environment/attributes/url: \"p\" -> \"p2\"\n");
        directory.Output.ShouldNotContain("look for deployments");
        directory.Output.ShouldNotContain("operon push");
        directory.Tips.ShouldBe(before);
        await directory.RunAsync("release", "plan", "--json");
        using var shape = JsonShape.Of("release-plan.1");
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
    }

    [Fact]
    public async Task Plan_OfEnvironments_TellsWhoReadsThemAndWhatIsDeployedToNewOnes()
    {
        directory.Write("all.ocu.star", """
            ocuroot("0.3.0")
            def build():
                return done(outputs = {"n": 1})
            def up(environment, n):
                return done()
            phase("build", tasks = [task(build, name = "build")])
            phase("all", tasks = [deploy(environment = e, up = up, down = up, inputs = {"n": ref("./task/build#output/n")}) for e in environments()])
            """);
        await directory.ReleaseAllAsync(1);
        (await directory.RunAsync("release", "new", "all.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Write("env.ocu.star", """
            ocuroot("0.3.0")
            register_environment(environment("staging", attributes = {"url": "s2"}))
            register_environment(environment("prod", attributes = {"url": "p"}))
            register_environment(environment("eu", attributes = {"url": "e"}))
            """);
        directory.Commit(2);
        var before = directory.Tips;

        (await directory.RunAsync("release", "plan", "env.ocu.star")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldBe("""
              1. set @/environment/staging: environment added or changed
                   ~ attributes/url: "s" -> "s2"
              1. set @/environment/eu: environment added or changed
                   + attributes/url: "e"
                   + name: "eu"
              2. all.ocu.star deploy to staging: changed input, r1
                   ~ environment/attributes/url: "s" -> "s2"
              2. web.ocu.star deploy to staging: changed input, r1
                   ~ environment/attributes/url: "s" -> "s2"
              2. all.ocu.star deploy to eu: environment added or changed, r1 (nothing is there)
                   + n: 1
            5 steps, 0 of them would wait. Nothing was changed.

            """.ReplaceLineEndings("\n"));
        directory.Tips.ShouldBe(before);
        directory.Git("-C", directory.Path, "worktree", "list").Trim().Split('\n').Length.ShouldBe(1);
        (await directory.RunAsync("release", "new", "env.ocu.star")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("release", "plan")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("1. all.ocu.star deploy to eu: environment added or changed, r1 (nothing is there)\n");
        directory.Output.ShouldNotContain("look for deployments");
    }

    [Fact]
    public async Task Plan_OfAnEnvironmentThatIsRemoved_TellsWhatIsRemovedThere()
    {
        await directory.ReleaseAllAsync(1);
        await directory.RunAsync("state", "delete", "@/environment/prod");
        (await directory.RunAsync("release", "plan")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("1. delete @/environment/prod: no intent\n");
        directory.Output.ShouldContain("2. web.ocu.star remove r1 from prod: environment removed\n");
    }

    [Fact]
    public async Task Plan_OfEverything_TellsWhatAPushWouldRelease()
    {
        await directory.ReleaseAllAsync(1);
        directory.Write("bad.ocu.star", "ocuroot(\"0.3.0\")\nnonsense()\n");
        directory.Commit(2);

        (await directory.RunAsync("release", "plan")).ShouldBe(1);

        directory.Output.ShouldMatch("^operon push would release:\nweb.ocu.star: release r2 of commit [0-9a-f]{12}\n  1. task build: new release\n");
        directory.Errors.ShouldContain("bad.ocu.star:2:1: error REL0302");
        File.Delete(Path.Combine(directory.Path, "bad.ocu.star"));
        directory.Commit(3);
        var plan = await directory.JsonAsync("release", "plan");
        plan.GetProperty("push")[0].GetProperty("file").GetString().ShouldBe("web.ocu.star");
        using (var shape = JsonShape.Of("release-plan.1")) shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
        (await directory.RunAsync("push")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("release", "plan")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldBe("nothing to do\n");
    }

    [Fact]
    public async Task Plan_OfAReleasedCommit_TellsWhatIsLeft()
    {
        await directory.ReleaseAllAsync(1);
        (await directory.RunAsync("release", "plan", Package)).ShouldBe(0);
        directory.Output.ShouldBe("this commit is released already, as web.ocu.star/@r1; what is left to do:\nnothing to do\n");
        directory.Write("FAIL", "prod\n");
        await directory.ReleaseAsync(2, exit: 1);
        directory.Write("FAIL", "none\n");
        (await directory.RunAsync("release", "plan", Package + "/@r2")).ShouldBe(1);
        directory.Errors.ShouldContain("is more than a package");
    }

    [Fact]
    public async Task Plan_OfAnInputThatIsMissing_TellsWhatWouldBeWaitedFor()
    {
        await directory.ReleaseAllAsync(1);
        directory.Write("gate.ocu.star", "ocuroot(\"0.3.0\")\ndef f(yes, image):\n    return done()\ntask(f, name = \"f\", inputs = {\"yes\": input(ref(\"./custom/yes\")), \"image\": ref(\"//web.ocu.star/@/deploy/prod#output/image\")})\n");
        directory.Commit(2);
        (await directory.RunAsync("release", "plan", "gate.ocu.star")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("  1. task f: new release\n       + image: \"web:1\"\n       waits for gate.ocu.star/@r1/custom/yes\n");
    }

    [Fact]
    public async Task Plan_OfAPackageThatOthersRead_TellsWhatMayFollow()
    {
        await directory.ReleaseAllAsync(1);
        directory.Write("front.ocu.star", """
            ocuroot("0.3.0")
            def up(environment, back):
                return done()
            [deploy(environment = e, up = up, down = up, inputs = {"back": ref("//web.ocu.star/@/deploy/prod#output/image")}) for e in environments() if e.name == "prod"]
            """);
        directory.Commit(2);
        (await directory.RunAsync("release", "new", "front.ocu.star")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("release", "plan", Package)).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("4. front.ocu.star deploy to prod: may follow, r1\n       ~ back: \"web:1\" -> (known after deploy prod)\n");
        directory.Output.ShouldContain("3 steps, 0 of them would wait; 1 more may follow.");
    }
}

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
        directory.Output.ShouldBe("nothing to do\n");
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
        directory.Output.ShouldContain("2. web.ocu.star: look for deployments to new environments: environment added or changed\n");
        directory.Tips.ShouldBe(before);
        await directory.RunAsync("release", "plan", "--json");
        using var shape = JsonShape.Of("release-plan.1");
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
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

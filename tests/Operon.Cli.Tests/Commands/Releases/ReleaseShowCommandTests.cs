using Operon.Testing;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Listings of releases, one release in full, and the history of documents.</summary>
public sealed class ReleaseShowCommandTests : IDisposable
{
    private const string Package = ReleaseDirectory.Package;
    private readonly ReleaseDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task List_OfReleases_TellsWhatWaitsFromWhatIsComplete()
    {
        await directory.ReleaseAllAsync(2);
        directory.Write("gate.ocu.star", "ocuroot(\"0.3.0\")\ndef f(yes):\n    return done()\ntask(f, name = \"f\", inputs = {\"yes\": input(ref(\"./custom/yes\"))})\n");
        directory.Commit(3);
        (await directory.RunAsync("release", "new", "gate.ocu.star")).ShouldBe(0, directory.Errors);
        var before = directory.Tips;

        (await directory.RunAsync("release", "ls")).ShouldBe(0, directory.Errors);

        var lines = directory.Output.Split('\n');
        lines[0].ShouldMatch("^RELEASE +STATUS +COMMIT +CREATED +TAGS +DEPLOYED$");
        lines[1].ShouldMatch("^gate.ocu.star/@r1 +waiting +[0-9a-f]{12} +[0-9TZ:-]{20} +-");
        lines[2].ShouldMatch("^web.ocu.star/@r2 +complete .* v2 +staging prod$");
        lines[3].ShouldMatch("^web.ocu.star/@r1 +complete .* v1 +-$");
        directory.Output.ShouldContain("gate.ocu.star/@r1 waits for gate.ocu.star/@r1/custom/yes\n");
        await directory.RunAsync("release", "ls", Package, "--limit", "1");
        directory.Output.ShouldNotContain("@r1");
        await directory.RunAsync("release", "ls", "--json");
        using (var shape = JsonShape.Of("releases.1")) shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
        (await directory.RunAsync("release", "ls", "nothing.ocu.star")).ShouldBe(1);
        directory.Tips.ShouldBe(before);
    }

    [Fact]
    public async Task List_BeforeAnythingWasReleased_IsEmptyAndMakesNoStore()
    {
        directory.Commit(1);
        (await directory.RunAsync("release", "ls", "--json")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("\"releases\": []");
        directory.Tips.ShouldBeEmpty();
    }

    [Fact]
    public async Task Show_OfAPackage_HasPhasesInputsOutputsAndLogsOfItsNewestRelease()
    {
        await directory.ReleaseAllAsync(2);

        (await directory.RunAsync("release", "show", Package, "--logs")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldContain("release   web.ocu.star/@r2\nstatus    complete\n");
        directory.Output.ShouldContain("phase staging\n");
        directory.Output.ShouldContain("image: \"web:2\"  from web.ocu.star/@r2/task/build#output/image\n");
        directory.Output.ShouldContain("      | deploy web:2 to prod\n");
        await directory.RunAsync("release", "show", Package + "@v1/deploy/prod");
        directory.Output.ShouldContain("release   web.ocu.star/@r1\n");
        directory.Output.ShouldNotContain("phase build");
        directory.Output.ShouldNotContain("| deploy");
        await directory.RunAsync("release", "show", Package + "/@/deploy/prod");
        directory.Output.ShouldContain("release   web.ocu.star/@r2\n");
        await directory.RunAsync("release", "show", Package, "--logs", "--json");
        using var shape = JsonShape.Of("release.1");
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
    }

    [Fact]
    public async Task Show_Following_PrintsWhatWasPrintedAndEndsWithTheRelease()
    {
        await directory.ReleaseAllAsync(1);
        directory.Write("FAIL", "prod\n");
        await directory.ReleaseAsync(2, exit: 1);

        (await directory.RunAsync("release", "show", Package + "/@r1", "--follow")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("[deploy staging/1] deploy web:1 to staging\n[deploy staging/1] complete\n");
        (await directory.RunAsync("release", "show", Package + "/@r2", "-f")).ShouldBe(1);
        directory.Output.ShouldContain("[deploy prod/1] failed\n");
        (await directory.RunAsync("release", "show", Package, "-f", "--json")).ShouldBe(1);
        directory.Errors.ShouldContain("--follow prints lines");
    }

    [Fact]
    public async Task Show_FollowingARunThatGoesOn_PrintsItsLinesBeforeItEnds()
    {
        var gate = directory.Path + ".gate";
        directory.Write("slow.ocu.star", $"""
            ocuroot("0.3.0")
            def slow():
                print("begins")
                host.shell("while [ ! -e '{gate}' ]; do sleep 0.05; done; echo goes on")
                return done()
            task(slow, name = "slow")
            """);
        directory.Commit(1);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var written = new LineSignal("[task slow/1] begins");
        var release = directory.StartAsync(Stream.Null, "release", "new", "slow.ocu.star");
        while ((await directory.StartAsync(Stream.Null, "release", "show", "slow.ocu.star")) != 0) await Task.Yield();
        var follow = directory.StartAsync(written, "release", "show", "slow.ocu.star", "--follow");

        await written.Seen.WaitAsync(over.Token);
        (await directory.RunAsync("release", "show", "slow.ocu.star", "--logs")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("running");
        directory.Output.ShouldContain("      | begins\n");
        (await directory.RunAsync("runs", "logs", "last")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldBe("begins\n");
        (await directory.RunAsync("runs", "ls")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("shop/-/slow.ocu.star/@r1/task/slow/1");
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        (await release).ShouldBe(0);
        (await follow).ShouldBe(0);

        written.Text.ShouldBe("[task slow/1] running\n[task slow/1] begins\n[task slow/1] goes on\n[task slow/1] complete\n");
        (await directory.RunAsync("runs", "show", "last")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("slow");
        (await directory.RunAsync("runs", "attach", "last")).ShouldBe(0, directory.Errors);
        directory.Output.Split('\n').Select(l => l.Split("] ")[^1]).ShouldBe(["started task", "begins", "goes on", "task succeeded", ""]);
        (await directory.RunAsync("runs", "retry", "last")).ShouldBe(1);
        directory.Errors.ShouldContain("operon release retry shop/-/slow.ocu.star/@r1");
    }

    [Fact]
    public async Task Show_OfASecretOutput_HidesIt()
    {
        await directory.ReleaseAllAsync(1);
        directory.Write("secret.ocu.star", "ocuroot(\"0.3.0\")\ndef f():\n    return done(outputs = {\"key\": {\"$type\": \"secret\", \"alg\": \"A256GCM\", \"data\": \"c2VhbGVk\"}})\ntask(f, name = \"f\")\n");
        directory.Commit(2);
        await directory.RunAsync("release", "new", "secret.ocu.star");
        foreach (var format in (string[])["text", "json"])
        {
            (await directory.RunAsync("release", "show", "secret.ocu.star", "--output", format)).ShouldBe(0, directory.Errors);
            directory.Output.ShouldNotContain("c2VhbGVk");
        }
    }

    [Theory]
    [InlineData("web.ocu.star/@r7")]
    [InlineData("nothing.ocu.star")]
    [InlineData("web.ocu.star/@r1/task/nothing")]
    [InlineData("@/environment/prod")]
    public async Task Show_OfWhatIsNoRelease_SaysSo(string reference)
    {
        await directory.ReleaseAllAsync(1);
        (await directory.RunAsync("release", "show", reference)).ShouldBe(1);
        directory.Errors.ShouldContain("error REL0201: ");
        directory.Errors.ShouldContain("operon release ls");
    }

    [Fact]
    public async Task History_OfWhatIsDeployed_TellsEachChangeWithItsAuthorAndCommand()
    {
        directory.Variables["OCUROOT_GIT_USER_NAME"] = "Jane Doe";
        await directory.ReleaseAllAsync(2);
        await directory.RunAsync("release", "rollback", Package, "--env", "prod");
        var before = directory.Tips;

        (await directory.RunAsync("state", "history", Package + "/@/deploy/prod")).ShouldBe(0, directory.Errors);

        var lines = directory.Output.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(6);
        lines[0].ShouldMatch("^[0-9TZ:-]{20}  [0-9a-f]{12}  Jane Doe <contact@ocuroot.com>  complete .*@r1/deploy/prod/2$");
        lines[1].ShouldBe("  ~ \"shop/-/web.ocu.star/@r2/deploy/prod\" -> \"shop/-/web.ocu.star/@r1/deploy/prod\"");
        lines[5].ShouldBe("  + \"shop/-/web.ocu.star/@r1/deploy/prod\"");
        await directory.RunAsync("state", "history", Package + "/@/deploy/prod#release", "--intent", "--limit", "1");
        directory.Output.ShouldContain("  ~ \"shop/-/web.ocu.star/@r2\" -> \"shop/-/web.ocu.star/@r1\"\n");
        directory.Output.ShouldNotContain("hold/");
        await directory.RunAsync("state", "history", "@/environment/prod", "--json");
        using (var shape = JsonShape.Of("history.1")) shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
        (await directory.RunAsync("state", "history", "@/custom/nothing")).ShouldBe(1);
        directory.Tips.ShouldBe(before);
    }

    [Fact]
    public async Task History_OfWhatIsGone_EndsWithItsRemoval()
    {
        await directory.ReleaseAllAsync(1);
        await directory.RunAsync("state", "set", "@/custom/limit", "5");
        await directory.RunAsync("state", "apply", "@/custom/limit");
        await directory.RunAsync("state", "delete", "@/custom/limit");
        await directory.RunAsync("state", "apply", "@/custom/limit");
        (await directory.RunAsync("state", "history", "@/custom/limit")).ShouldBe(0, directory.Errors);
        directory.Output.Split('\n').Where(l => l.StartsWith("  ", StringComparison.Ordinal)).ShouldBe(["  - \"5\"", "  + \"5\""]);
    }

    [Fact]
    public async Task History_OfAStoreInAFolder_IsNotKept()
    {
        using var inFolders = new ReleaseDirectory(isInGit: false);
        await inFolders.ReleaseAllAsync(1);
        (await inFolders.RunAsync("state", "history", "@/environment/prod")).ShouldBe(1);
        inFolders.Errors.ShouldContain("error REL0536: ");
        inFolders.Errors.ShouldContain("keeps no history");
    }
}

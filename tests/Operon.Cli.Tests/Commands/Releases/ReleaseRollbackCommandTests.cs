using System.Diagnostics;
using Operon.Testing;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Going back to an earlier release, and what stays there until somebody says otherwise.</summary>
public sealed class ReleaseRollbackCommandTests : IDisposable
{
    private const string Package = ReleaseDirectory.Package;
    private readonly ReleaseDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Rollback_WithoutATarget_BringsBackWhatWasThereBeforeAndHoldsIt()
    {
        await directory.ReleaseAllAsync(3);

        (await directory.RunAsync("release", "rollback", Package, "--env", "prod")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldContain("r2 is back, after r3");
        directory.Errors.ShouldContain("deploy web:2 to prod");
        (await directory.DeployedAsync()).ShouldBe("r2");
        (await directory.DeployedAsync("staging")).ShouldBe("r3");
        (await directory.RunAsync("state", "diff")).ShouldBe(0);
        directory.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rollback_OfARollback_GoesFurtherBackUntilThereIsNothing()
    {
        await directory.ReleaseAllAsync(3);
        await directory.RunAsync("release", "rollback", Package, "--env", "prod");

        (await directory.RunAsync("release", "rollback", Package, "--env", "prod")).ShouldBe(0, directory.Errors);
        (await directory.DeployedAsync()).ShouldBe("r1");

        (await directory.RunAsync("release", "rollback", Package, "--env", "prod")).ShouldBe(1);
        directory.Errors.ShouldContain("error REL0531: ");
        directory.Errors.ShouldContain("--to: r2, r3");
        (await directory.RunAsync("release", "rollback", Package, "--env", "prod", "--to", "v3")).ShouldBe(0, directory.Errors);
        (await directory.DeployedAsync()).ShouldBe("r3");
    }

    [Fact]
    public async Task New_WhileHeld_LeavesTheRunPendingUntilTheHoldIsLifted()
    {
        await directory.ReleaseAllAsync(2);
        await directory.RunAsync("release", "rollback", Package, "--env", "prod");
        await directory.ReleaseAsync(3);
        directory.Errors.ShouldContain("warning REL0535: ");
        directory.Errors.ShouldContain(" is held: prod stays at r1 ");
        directory.Errors.ShouldContain("by joe");
        await directory.ReleaseAsync(4);
        (await directory.RunAsync("work", "any")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("work", "cascade")).ShouldBe(0, directory.Errors);
        (await directory.DeployedAsync()).ShouldBe("r1");
        (await directory.RunAsync("release", "ls", Package)).ShouldBe(0);
        directory.Output.ShouldMatch("@r4 +held ");
        directory.Output.ShouldContain("@r4 waits for the end of the hold on web.ocu.star/@/deploy/prod");

        (await directory.RunAsync("release", "rollback", Package, "--env", "prod", "--lift")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldContain("no longer held at r1");
        directory.Output.ShouldContain("operon release continue web.ocu.star/@r4");
        directory.Output.ShouldNotContain("@r3");
        (await directory.RunAsync("state", "match", "**/@r3/deploy/prod/1/status/*")).ShouldBe(0);
        directory.Output.ShouldContain("status/cancelled");
        (await directory.RunAsync("release", "continue", Package + "/@r4")).ShouldBe(0, directory.Errors);
        (await directory.DeployedAsync()).ShouldBe("r4");
        (await directory.RunAsync("release", "rollback", Package, "--env", "prod", "--lift")).ShouldBe(0);
        directory.Output.ShouldContain("nothing is held");
    }

    [Fact]
    public async Task New_ForTheEnvironment_EndsItsHold()
    {
        await directory.ReleaseAllAsync(2);
        await directory.RunAsync("release", "rollback", Package, "--env", "prod");
        await directory.ReleaseAsync(3);
        directory.Commit(4);

        (await directory.RunAsync("release", "new", Package, "--env", "prod")).ShouldBe(0, directory.Errors);

        (await directory.DeployedAsync()).ShouldBe("r4");
        (await directory.RunAsync("release", "ls")).ShouldBe(0);
        directory.Output.ShouldMatch("@r3 +cancelled ");
        directory.Output.ShouldMatch("@r4 +complete ");
    }

    [Fact]
    public async Task New_ForAnUnknownEnvironment_MakesNoRelease()
    {
        await directory.ReleaseAllAsync(1);
        directory.Commit(2);

        (await directory.RunAsync("release", "new", Package, "--env", "prud")).ShouldBe(1);

        directory.Errors.ShouldContain("error REL0530: ");
        directory.Errors.ShouldContain("write --env prod");
        (await directory.RunAsync("release", "show", Package + "@r2")).ShouldBe(1);
    }

    [Theory]
    [InlineData("REL0530", "--env", "porduction")]
    [InlineData("REL0201", "--env", "prod", "--to", "r9")]
    [InlineData("REL0532", "--env", "prod", "--to", "r2")]
    [InlineData("REL0533", "--env", "prod", "--to", "other.ocu.star/@r1")]
    [InlineData("REL0531", "--env", "prod")]
    [InlineData("CLI0001", "--env", "prod", "--lift", "--to", "r1")]
    [InlineData("CLI0001")]
    public async Task Rollback_ThatCannotBe_IsRefusedAndChangesNothing(string code, params string[] words)
    {
        await directory.ReleaseAllAsync(1);
        directory.Write("FAIL", "prod\n");
        await directory.ReleaseAsync(2, exit: 1);
        var before = directory.Tips;

        (await directory.RunAsync(["release", "rollback", Package, .. words])).ShouldBe(1);

        directory.Errors.ShouldContain($"error {code}: ");
        directory.Tips.ShouldBe(before);
    }

    [Fact]
    public async Task Rollback_OfAPackageWithoutReleases_IsRefused()
    {
        directory.Commit(1);
        (await directory.RunAsync("release", "rollback", Package, "--env", "prod")).ShouldBe(1);
        directory.Errors.ShouldContain("has no release");
        (await directory.RunAsync("release", "rollback", Package + "@r1", "--env", "prod")).ShouldBe(1);
        directory.Errors.ShouldContain("is more than a package");
    }

    [Fact]
    public async Task Rollback_ToWhatIsThere_HoldsItAndRunsNothing()
    {
        await directory.ReleaseAllAsync(2);

        (await directory.RunAsync("release", "rollback", Package, "--env", "prod", "--to", "r2")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldContain("r2 is there already");
        directory.Errors.ShouldNotContain("Deploy to prod");
        await directory.ReleaseAsync(3);
        (await directory.DeployedAsync()).ShouldBe("r2");
    }

    [Fact]
    public async Task Rollback_ThatFails_ExitsOneAndIsTriedAgain()
    {
        await directory.ReleaseAllAsync(1);

        // The commit of the release decides, not the files at hand.
        directory.Write(".git/info/exclude", "");
        var script = await File.ReadAllTextAsync(Path.Combine(directory.Path, Package), TestContext.Current.CancellationToken);
        directory.Write(Package, script.Replace("host.read_file(\"FAIL\")", $"host.read_file(\"{directory.Path}/FAIL\")", StringComparison.Ordinal));
        await directory.ReleaseAsync(2);
        await directory.ReleaseAsync(3);
        directory.Write("FAIL", "prod\n");
        (await directory.RunAsync("release", "rollback", Package, "--env", "prod")).ShouldBe(1);
        directory.Output.ShouldContain("r2 failed");
        (await directory.DeployedAsync()).ShouldBe("r3");

        directory.Write("FAIL", "none\n");
        (await directory.RunAsync("release", "rollback", Package, "--env", "prod")).ShouldBe(0, directory.Errors);
        (await directory.DeployedAsync()).ShouldBe("r2");
    }

    [Theory]
    [InlineData("2999-01-01T00:00:00Z", null, true)]
    [InlineData("2026-01-01T00:00:01Z", "2999-01-01T00:00:00Z", true)]
    [InlineData("2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z", false)]
    [InlineData("2026-01-01T00:00:01Z", null, false)]
    public async Task Rollback_WhileADeploymentRuns_IsRefusedAsLongAsItsOwnerHoldsIt(string until, string? lease, bool isHeld)
    {
        await directory.ReleaseAllAsync(2);

        // A run of another machine, as its claim has it.
        directory.Write("../claim.sh", $$"""
            set -e
            git clone --quiet --branch state '{{directory.Remote}}' claim && cd claim
            run='refs/shop/-/web.ocu.star/@r2/deploy/prod/1/status'
            git rm -rq "$run/complete" && mkdir -p "$run/running"
            printf '%s' '{"kind":"ref","body":{"time":"2026-01-01T00:00:00Z","owner":"elsewhere","until":"{{until}}"} }' > "$run/running/@object.json"
            git add . && git -c user.name=x -c user.email=x@example.org commit -qm claim && git push -q
            [ -z '{{lease}}' ] || git push -q origin "$(git -c user.name=x -c user.email=x@example.org commit-tree -m '{{lease}}' "$(git mktree < /dev/null)"):refs/operon/leases/elsewhere"
            """);
        using (var shell = Process.Start(new ProcessStartInfo("sh", ["claim.sh"]) { WorkingDirectory = Path.GetDirectoryName(directory.Path)!, UseShellExecute = false })!)
        {
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            shell.ExitCode.ShouldBe(0);
        }

        (await directory.RunAsync("release", "rollback", Package, "--env", "prod", "--to", "r1")).ShouldBe(isHeld ? 1 : 0, directory.Errors);
        directory.Tips.Contains("refs/operon/leases/", StringComparison.Ordinal).ShouldBe(isHeld && lease is not null);
        (await directory.DeployedAsync()).ShouldBe(isHeld ? "r2" : "r1");
        if (!isHeld) return;
        (await directory.RunAsync("release", "rollback", Package, "--env", "prod", "--to", "r1")).ShouldBe(1);
        directory.Errors.ShouldContain("error REL0534: ");
        directory.Errors.ShouldContain("operon release show web.ocu.star/@r2 --follow");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rollback_WhileSomebodyTakesARun_WaitsUntilItIsPutBackForTheHold(bool isPutBack)
    {
        await directory.ReleaseAllAsync(2);
        await directory.RunAsync("release", "rollback", Package, "--env", "prod");
        await directory.ReleaseAsync(3);
        await directory.RunAsync("release", "rollback", Package, "--env", "prod", "--lift");

        // Somebody takes the run of r3 in the moment in which the hold arrives, and sees it a second later.
        directory.Write("../remote.git/change", """
            set -e
            export GIT_DIR=. GIT_WORK_TREE=. GIT_INDEX_FILE="$PWD/taken" GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@example.org GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@example.org
            status=refs/shop/-/web.ocu.star/@r3/deploy/prod/1/status
            marker=$(printf '%s' "$3" | git hash-object -w --stdin)
            git read-tree state
            git update-index --force-remove "$status/$1/@object.json"
            git update-index --add --cacheinfo "100644,$marker,$status/$2/@object.json"
            git update-ref refs/heads/state "$(git commit-tree -p state -m "$2" "$(git write-tree)")"
            """);
        var hook = Path.Combine(directory.Remote, "hooks", "post-receive");
        ExecutableFile.Write(hook, """
            #!/bin/sh
            grep -q refs/heads/intent || exit 0
            rm hooks/post-receive
            sh ./change pending running '{"kind":"ref","body":{"time":"2026-01-01T00:00:00Z","owner":"elsewhere","until":"2999-01-01T00:00:00Z"} }'
            """);

        var rollback = directory.RunAsync("release", "rollback", Package, "--env", "prod", "--to", "r2");
        while (!rollback.IsCompleted && File.Exists(hook)) await Task.Delay(20, TestContext.Current.CancellationToken);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        if (isPutBack)
        {
            using var shell = Process.Start(new ProcessStartInfo("sh", ["change", "running", "pending", """{"kind":"ref","body":{"time":"2026-01-01T00:00:01Z"} }"""]) { WorkingDirectory = directory.Remote, UseShellExecute = false })!;
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            shell.ExitCode.ShouldBe(0);
        }

        (await rollback).ShouldBe(isPutBack ? 0 : 1, directory.Errors);
        File.Exists(hook).ShouldBeFalse();
        if (isPutBack) (await directory.DeployedAsync()).ShouldBe("r2");
        else directory.Errors.ShouldContain("error REL0534: ");
    }

    [Fact]
    public async Task Rollback_AsJson_IsAsItsSchemaSays()
    {
        await directory.ReleaseAllAsync(2);
        using var shape = JsonShape.Of("rollback.1");

        var done = await directory.JsonAsync("release", "rollback", Package, "--env", "prod");
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
        (done.GetProperty("from").GetString(), done.GetProperty("to").GetString(), done.GetProperty("status").GetString()).ShouldBe(("shop/-/web.ocu.star/@r2", "shop/-/web.ocu.star/@r1", "complete"));
        var lifted = await directory.JsonAsync("release", "rollback", Package, "--env", "prod", "--lift");
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
        lifted.GetProperty("lifted").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Rollback_BesideNewReleases_LeavesTheHeldReleaseInPlace()
    {
        await directory.ReleaseAllAsync(2);
        directory.Commit(3);
        var rollback = directory.RunAsync("release", "rollback", Package, "--env", "prod");
        var made = directory.RunAsync("release", "new", Package);

        // Who is late is refused or held; both are told, and neither undoes the other.
        var exits = await Task.WhenAll(rollback, made);

        exits[1].ShouldBe(0);
        var deployed = await directory.DeployedAsync();
        if (exits[0] != 0)
        {
            deployed.ShouldBe("r3");
            return;
        }

        var done = await directory.JsonAsync("release", "rollback", Package, "--env", "prod", "--to", deployed);
        done.GetProperty("from").GetString().ShouldEndWith(deployed);
        deployed.ShouldBeOneOf("r1", "r2");
    }
}

using Operon.Testing;

namespace Operon.EndToEnd.Releases;

/// <summary>What is taken and what is intended with it are written at once where the remote can do that, and one after the other where it cannot.</summary>
public sealed class ClaimTests : IDisposable
{
    private readonly ReleaseRepository place = new(ReleaseRepository.GitStores);

    private string Path => $"{place.PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}";

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task ReleaseNew_OfOneDeployment_PushesTwice()
    {
        await MakeAsync();
        place.Commit("demo");
        place.Hook("post-receive", $"echo $(cut -d' ' -f3 | grep heads | sort) >> {place.PathOf("pushes")}");

        await place.GoodAsync("release new p.ocu.star");

        // The release with its run and the settings of the commit, and what is intended; then how the run ended.
        place.LinesOf("pushes").Where(l => l.Length > 0).ShouldBe(["refs/heads/intent refs/heads/state", "refs/heads/state"]);
    }

    [Fact]
    public async Task ReleaseNew_WithARemoteThatTakesOneBranchAtATime_EndsAsWithAnyOther()
    {
        place.Git("remote.git", "config", "receive.advertiseAtomic", "false");
        await MakeAsync();
        await ReleaseAsync();
        await ReleaseAsync();

        (await place.GoodAsync("state get demo/-/p.ocu.star/@/deploy/one#release")).ShouldContain("@r2");
        (await place.GoodAsync("state diff")).ShouldBeEmpty();
        (await place.MatchAsync("**/status/*")).Length.ShouldBe(2);
        place.Git("remote.git", "show", "intent:refs/demo/-/p.ocu.star/@/deploy/one/@object.json").ShouldContain("@r2");
        place.Leases().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Hold_ThatArrivesWhileARunIsTaken_KeepsIt(string isAtomic)
    {
        place.Git("remote.git", "config", "receive.advertiseAtomic", isAtomic);
        await MakeAsync();
        await ReleaseAsync();
        await ReleaseAsync();
        place.Commit("demo", ("version", "3"));
        Directory.CreateDirectory(place.PathOf("bin"));
        var git = place.PathOf("bin/git");
        ExecutableFile.Write(git, $"#!/bin/sh\nfor word; do [ \"$word\" != push ] || [ -e {place.PathOf("go")} ] || {{ touch {place.PathOf("blocked")}; while [ ! -e {place.PathOf("go")} ]; do sleep 0.03; done; }}; done\nexec /usr/bin/git \"$@\"\n");

        // All is looked at, and nothing is written yet; somebody on another machine rolls back.
        using var made = place.Start("release new p.ocu.star", ("PATH", Path));
        await place.UntilAsync(() => File.Exists(place.PathOf("blocked")));
        await place.GoodAsync("release rollback p.ocu.star --env one", ("OCUROOT_HOME", place.PathOf("other-home")));
        await File.WriteAllTextAsync(place.PathOf("go"), "", TestContext.Current.CancellationToken);
        var ended = await made.EndAsync();

        ended.Exit.ShouldBe(0, ended.Errors);
        ended.Errors.ShouldContain("@r3/deploy/one/1 is held");
        (await place.GoodAsync("state get demo/-/p.ocu.star/@/deploy/one#release")).ShouldContain("@r1");
        (await place.MatchAsync("demo/-/p.ocu.star/@r3/deploy/one/1/status/*")).ShouldBe(["demo/-/p.ocu.star/@r3/deploy/one/1/status/pending"]);
        place.Git("remote.git", "show", "intent:refs/demo/-/p.ocu.star/@/deploy/one/@object.json").ShouldContain("@r1");
        place.Leases().ShouldBeEmpty();
    }

    private async Task MakeAsync()
    {
        place.Commit("demo", ("envs.ocu.star", "register_environment(environment(\"one\"))\n"), ("p.ocu.star", """
            def nothing(environment):
                return done()

            [deploy(environment=e, up=nothing, down=nothing) for e in environments()]

            """));
        await place.GoodAsync("release new envs.ocu.star");
    }

    private async Task ReleaseAsync()
    {
        place.Commit("demo");
        await place.GoodAsync("release new p.ocu.star");
    }
}

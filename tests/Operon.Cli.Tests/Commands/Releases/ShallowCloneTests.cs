namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>A clone that has the last commit alone, as CI jobs often do.</summary>
public sealed class ShallowCloneTests
{
    [Fact]
    public async Task Rollback_WhereTheCommitIsMissing_WritesNothingAndTellsHowToFetchIt()
    {
        using var directory = new ReleaseDirectory();
        await directory.ReleaseAllAsync(2);
        directory.Git("-C", directory.Path, "push", "--quiet", "origin", "HEAD:main");
        var clone = directory.Path + "-shallow";
        directory.Git("clone", "--quiet", "--depth", "1", $"file://{directory.Remote}", clone);
        var before = directory.Tips;

        (await directory.InAsync(clone, "release", "rollback", ReleaseDirectory.Package, "--env", "prod")).ShouldBe(1);

        directory.Errors.ShouldContain("error GIT0007: there is no commit");
        directory.Errors.ShouldContain("git fetch --unshallow");
        directory.Errors.ShouldNotContain("pending");
        directory.Tips.ShouldBe(before);
        directory.Git("-C", clone, "fetch", "--quiet", "--unshallow");
        (await directory.InAsync(clone, "release", "rollback", ReleaseDirectory.Package, "--env", "prod")).ShouldBe(0, directory.Errors);
        (await directory.DeployedAsync()).ShouldBe("r1");
    }
}

using Operon.Testing;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What can be done with a login that may only read the stores, as pipelines of pull requests have it.</summary>
public sealed class ReadOnlyLoginTests : IDisposable
{
    private readonly ReleaseDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("state match @/environment/*")]
    [InlineData("state get @/environment/prod")]
    [InlineData("state diff")]
    [InlineData("find-deploys HEAD~1 HEAD")]
    [InlineData("release lint web.ocu.star")]
    [InlineData("release plan web.ocu.star")]
    [InlineData("release ls")]
    [InlineData("repl -c environments()[0].name")]
    [InlineData("push --dryrun")]
    [InlineData("work any --dryrun")]
    [InlineData("work continue --dryrun")]
    [InlineData("work cascade --dryrun")]
    [InlineData("work trigger --dryrun")]
    public async Task Look_AtACommitThatIsNotRecorded_IsDoneAllTheSame(string words)
    {
        await directory.ReleaseAllAsync(1);
        directory.Commit(2);
        var tips = directory.Tips;
        Protect();

        (await directory.RunAsync(words.Split(' '))).ShouldBe(0, directory.Errors);

        directory.Errors.ShouldNotContain("error ");
        directory.Tips.ShouldBe(tips);
    }

    [Fact]
    public async Task Look_ThatCannotRecord_WarnsWithTheReason()
    {
        await directory.ReleaseAllAsync(1);
        directory.Commit(2);
        Protect();

        (await directory.RunAsync("state", "match", "@/environment/*")).ShouldBe(0);

        directory.Output.ShouldBe("@/environment/prod\n@/environment/staging\n");
        directory.Errors.ShouldContain("warning REL0508: the settings of shop at ");
        directory.Errors.ShouldContain("caused by GIT0005: ");
        directory.Errors.ShouldContain("these branches are protected");
        directory.Errors.Split('\n').Length.ShouldBeLessThan(6, directory.Errors);
    }

    [Fact]
    public async Task Write_IsRefused()
    {
        await directory.ReleaseAllAsync(1);
        directory.Commit(2);
        Protect();

        (await directory.RunAsync("state", "set", "@/custom/a", "1")).ShouldBe(1);

        directory.Errors.ShouldContain("error REL0207: ");
        directory.Errors.ShouldNotContain("REL0508");
    }

    private void Protect() => ExecutableFile.Write(Path.Combine(directory.Remote, "hooks", "pre-receive"), "#!/bin/sh\necho 'these branches are protected' >&2\nexit 1\n");
}

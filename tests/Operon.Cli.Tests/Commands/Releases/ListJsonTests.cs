using Operon.Testing;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Commands that list something say it to programs too, as their schemas say.</summary>
public sealed class ListJsonTests : IDisposable
{
    private readonly ReleaseDirectory directory = new(isInGit: false);

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("references.1", "shop/-/web.ocu.star/@/deploy/prod", "state", "match", "**/@/deploy/*")]
    [InlineData("references.1", "@/custom/x", "state", "diff")]
    [InlineData("deployments.1", "\"release\": \"shop/-/web.ocu.star/@r2\"", "find-deploys", "HEAD~1", "HEAD")]
    [InlineData("push.1", "\"files\"", "push", "--dryrun")]
    public async Task Json_OfAList_IsAsItsSchemaSays(string schema, string said, params string[] words)
    {
        await directory.ReleaseAllAsync(2);
        (await directory.RunAsync("state", "set", "@/custom/x", "1")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync([.. words, "--output", "json"])).ShouldBe(0, directory.Errors);
        using var shape = JsonShape.Of(schema);
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
        directory.Output.ShouldContain(said);
    }

    [Fact]
    public async Task Json_OfAPushThatIsDone_IsRefused()
    {
        directory.Commit(1);
        (await directory.RunAsync("push", "--json")).ShouldBe(1);
        directory.Errors.ShouldContain("CLI0001: --output json goes with --dryrun");
    }
}

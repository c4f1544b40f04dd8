namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Releases that are run while files are not as their commit has them.</summary>
public sealed class DifferingFilesTests
{
    private const string Package = ReleaseDirectory.Package;
    private const string Waiting = "def f(yes):\n    return done()\n\ntask(f, \"t\", inputs={\"yes\": ref(\"./custom/yes\")})\n";

    [Fact]
    public async Task New_WithAChangedFile_GoesOnAndNamesIt()
    {
        using var directory = new ReleaseDirectory();
        await directory.ReleaseAllAsync(1);
        directory.Commit(7);
        directory.Write("VERSION", "8\n");
        directory.Write("notes", "of nobody");

        (await directory.RunAsync("release", "new", Package)).ShouldBe(0, directory.Errors);

        directory.Errors.ShouldContain("warning REL0408: shop/-/web.ocu.star/@r2 is of the commit ");
        directory.Errors.ShouldContain("1 file that differs");
        directory.Errors.ShouldContain("VERSION");
        directory.Errors.ShouldNotContain("notes");
        directory.Errors.IndexOf("REL0408", StringComparison.Ordinal).ShouldBeLessThan(directory.Errors.IndexOf("building", StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_WithChangesElsewhere_SaysNothingButOfFilesThatItLoads()
    {
        using var place = new ReleasePlace();
        place.Commit(("sub/p.ocu.star", "load(\"//lib/tool.star\", \"x\")\n\ndef f():\n    return done()\n\ntask(f, \"t\")\n"), ("lib/tool.star", "x = 1\n"), ("other/file", "1"));
        place.Write("other/file", "2");
        (await place.RunAsync("release", "new", "sub/p.ocu.star")).Errors.ShouldNotContain("REL0408");
        place.Write("lib/tool.star", "x = 2\n");
        (await place.RunAsync("release", "new", "--force", "sub/p.ocu.star")).Errors.ShouldContain("lib/tool.star");
    }

    [Theory]
    [InlineData("release", "continue", "p.ocu.star/@r1")]
    [InlineData("work", "cascade")]
    public async Task Continue_WhereAChangeHasMovedTheFunction_NamesTheChangeAndLeavesTheRun(params string[] words)
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Waiting));
        await place.GoodAsync("release", "new", "p.ocu.star");
        await place.GoodAsync("state", "set", "p.ocu.star/@r1/custom/yes", "1");
        await place.GoodAsync("state", "apply", "p.ocu.star/@r1/custom/yes");
        place.Write("p.ocu.star", "# moved\n" + Waiting);

        var moved = await place.RunAsync(words);

        moved.ExitCode.ShouldBe(1);
        moved.Errors.ShouldContain("error REL0408: acme/demo/-/p.ocu.star/@r1/task/t/1 calls f, which the commit has at p.ocu.star:1:1, and which is not there: p.ocu.star differs from the commit");
        moved.Errors.ShouldNotContain("REL0308");
        (await place.RunAsync("state", "match", "**/t/1/status/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1/task/t/1/status/pending"]);
        place.Write("p.ocu.star", Waiting);
        await place.GoodAsync(words);
        (await place.RunAsync("state", "match", "**/t/1/status/*")).Lines.ShouldBe(["acme/demo/-/p.ocu.star/@r1/task/t/1/status/complete"]);
    }
}

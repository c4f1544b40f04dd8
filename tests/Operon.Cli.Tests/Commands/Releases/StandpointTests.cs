using System.Text.RegularExpressions;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What is printed for people to type works where they stand.</summary>
public sealed class StandpointTests : IDisposable
{
    private readonly ReleaseDirectory directory = new(isInGit: false);

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("", "web/release.ocu.star")]
    [InlineData("web", "release.ocu.star")]
    [InlineData("api/inner", "//web/release.ocu.star")]
    public async Task Rollback_FromAFolder_TellsHowToEndTheHoldFromThere(string folder, string name)
    {
        await ReleaseAsync();
        directory.Folder = folder;
        (await directory.RunAsync("release", "rollback", name, "--env", "staging", "--to", "r1")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain($"until operon release rollback {name} --env staging --lift");

        // What would replace it waits, and says the same.
        (await directory.RunAsync("release", "new", name, "--force")).ShouldBe(0, directory.Errors);
        directory.Errors.ShouldContain($"fix: end the hold: operon release rollback {name} --env staging --lift\n");
        (await directory.RunAsync("release", "rollback", name, "--env", "staging", "--lift")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain($"operon release continue {name}/@r3");
        (await directory.RunAsync("release", "continue", $"{name}/@r3")).ShouldBe(0, directory.Errors);
    }

    [Theory]
    [InlineData("", "web/release.ocu.star/@r1")]
    [InlineData("web", "release.ocu.star/@r1")]
    [InlineData("api/inner", "//web/release.ocu.star/@r1")]
    public async Task List_FromAFolder_HasNamesThatCanBeTypedThere(string folder, string name)
    {
        await ReleaseAsync(1);
        directory.Folder = folder;
        (await directory.RunAsync("release", "ls")).ShouldBe(0, directory.Errors);
        var shown = Regex.Match(directory.Output, @"^(\S+@r1) ", RegexOptions.Multiline).Groups[1].Value;
        shown.ShouldBe(name, directory.Output);
        (await directory.RunAsync("release", "show", shown)).ShouldBe(0, directory.Errors);
        directory.Output.ShouldStartWith($"release   {name}\n");
    }

    [Fact]
    public async Task New_WithoutAPackageInAFolder_NamesAFileThatCanBeTypedThere()
    {
        await ReleaseAsync(1);
        directory.Folder = "web";
        (await directory.RunAsync("release", "new")).ShouldBe(1);
        directory.Errors.ShouldContain("fix: write release.ocu.star\n");
        directory.Errors.ShouldNotContain("relative to the root");
        (await directory.RunAsync("release", "lint", "relese.ocu.star")).ShouldBe(1);
        directory.Errors.ShouldContain("did you mean release.ocu.star?");
    }

    [Theory]
    [InlineData("release.ocu.star@r1", "write release.ocu.star/@r1")]
    public async Task Continue_OfWhatIsMistypedInAFolder_KeepsWhatWasTyped(string typed, string said)
    {
        await ReleaseAsync(1);
        directory.Folder = "web";
        (await directory.RunAsync("release", "continue", typed)).ShouldBe(1);
        directory.Errors.ShouldContain(said);
    }

    private async Task ReleaseAsync(int versions = 2)
    {
        directory.Write("api/inner/NOTES", "");
        directory.Write("web/release.ocu.star", File.ReadAllText(Path.Combine(directory.Path, ReleaseDirectory.Package)).Replace("\"VERSION\"", "\"../VERSION\"", StringComparison.Ordinal).Replace("\"FAIL\"", "\"../FAIL\"", StringComparison.Ordinal));
        directory.Commit(0);
        (await directory.RunAsync("release", "new", "env.ocu.star")).ShouldBe(0, directory.Errors);
        for (var version = 1; version <= versions; version++)
        {
            directory.Commit(version);
            (await directory.RunAsync("release", "new", "web/release.ocu.star")).ShouldBe(0, directory.Errors);
        }
    }
}

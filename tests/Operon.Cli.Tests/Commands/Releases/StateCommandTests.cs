namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>References and values of the command line, and stores that two share (releases, sections 11.1, 11.2, 11.4).</summary>
public sealed class StateCommandTests
{
    private const string Counting = "def f(n):\n    return done(outputs={\"n\": n + 1})\n\ntask(f, \"t\", inputs={\"n\": input(ref=\"./@/task/t#output/n\", default=0)})\n";

    [Theory]
    [InlineData("state", "get", "@/environment/")]
    [InlineData("state", "get", "f/@r1/task")]
    [InlineData("state", "set", "@/custom/", "1")]
    [InlineData("state", "delete", "./task/")]
    [InlineData("state", "apply", "@/environment")]
    [InlineData("release", "continue", "f/@r1/task/")]
    public async Task Reference_OfATypeAlone_IsRefusedBeforeAStoreIsOpened(params string[] words)
    {
        using var place = new ReleasePlace();
        var refused = await place.RunAsync(words);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0001");
        Directory.Exists(Path.Combine(place.Repository, ".store")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("string", "one\ntwo\n\n", "\"one\\ntwo\\n\"")]
    [InlineData("string", "no end", "\"no end\"")]
    [InlineData("json", "{\"a\":\n[1]}\n", "{\n  \"a\": [\n    1\n  ]\n}")]
    [InlineData("starlark", "[1, 'x']\n", "[\n  1,\n  \"x\"\n]")]
    public async Task StateSet_OfADash_ReadsStandardInput(string format, string typed, string stored)
    {
        using var place = new ReleasePlace { StandardInput = typed };
        await place.GoodAsync("state", "set", "--format", format, "@/custom/a", "-");
        await place.GoodAsync("state", "apply", "@/custom/a");
        (await place.GoodAsync("state", "get", "@/custom/a")).ShouldBe(stored + "\n");
    }

    [Theory]
    [InlineData("{'b': (1, 2), 'a': None}", "{\n  \"a\": null,\n  \"b\": [\n    1,\n    2\n  ]\n}")]
    [InlineData("(1, 'x')", "[\n  1,\n  \"x\"\n]")]
    public async Task StateSet_OfADictOrATuple_IsAnObjectOrAnArray(string expression, string stored)
    {
        using var place = new ReleasePlace();
        await place.GoodAsync("state", "set", "--format", "starlark", "@/custom/a", expression);
        await place.GoodAsync("state", "apply", "@/custom/a");
        (await place.GoodAsync("state", "get", "@/custom/a")).ShouldBe(stored + "\n");
    }

    [Fact]
    public async Task Store_InOneBranchForBoth_KeepsMovedLinksForWhoClonesIt()
    {
        using var place = new ReleasePlace("repo_alias(\"acme/demo\")\nstore.set(store.git(\"REMOTE\", branch=\"both\"))\n");
        place.Commit(("p.ocu.star", Counting));
        for (var i = 1; i <= 3; i++)
        {
            await place.GoodAsync("release", "new", "--force", "p.ocu.star");

            // Each time somebody who has never seen the store.
            place.Variables["OCUROOT_HOME"] = Path.Combine(place.Root, $"home{i}");
            (await place.GoodAsync("state", "get", "p.ocu.star/@/task/t#output/n")).ShouldBe($"{i}\n");
        }

        place.Git(place.Remote, "show", "both:state/refs/acme/demo/-/p.ocu.star/@/task/t/@object.json").ShouldContain("@r3/task/t");
        place.Git(place.Remote, "ls-tree", "--name-only", "both").ShouldBe("intent\nstate");
        place.Git(place.Remote, "log", "-1", "--format=%an <%ae>", "both").ShouldBe("Ocuroot <contact@ocuroot.com>");
    }
}

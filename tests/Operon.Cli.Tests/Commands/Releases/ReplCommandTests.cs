namespace Operon.Cli.Tests.Commands.Releases;

/// <summary><c>repl</c> with statements that are typed (releases, section 4).</summary>
public sealed class ReplCommandTests
{
    private const string Package = """
        size = 3

        def build(n):
            return [n, size]

        def fails(x):
            y = x + 1
            return y

        print("loaded")
        """;

    [Fact]
    public async Task Repl_WithAFile_KnowsItsGlobalsAndKeepsNames()
    {
        var output = await TypeAsync(["repl", "p.ocu.star"], "n = size + 1", "build(n)", "_[0]", "x = 7; x", "None");
        output.Output.ShouldBe("Loading file: p.ocu.star\n[p.ocu.star] loaded\nFile loaded successfully\n<list>\n├── [0] 4\n└── [1] 3\n4\n");
        output.Errors.ShouldBe("");
    }

    [Fact]
    public async Task Repl_WithABlock_WaitsForItsEnd()
    {
        (await TypeAsync(["repl"], "def f(n):", "    return n * 2", "", "f(21)")).Output.ShouldBe("42\n");
    }

    [Fact]
    public async Task Repl_AfterErrors_GoesOnAndShowsTheLine()
    {
        var output = await TypeAsync(["repl", "p.ocu.star"], "siez", "def g():", "    return 1 // 0", "", "1", "g()", "fails(\"a\")", "size");
        output.Output.ShouldEndWith("1\n3\n");
        output.Errors.ShouldContain("undefined: siez");
        output.Errors.ShouldContain("did you mean size?");
        output.Errors.ShouldContain("return 1 // 0");
        output.Errors.ShouldContain("y = x + 1");
    }

    [Fact]
    public async Task Repl_OnHelp_ListsNames()
    {
        var lines = (await TypeAsync(["repl", "p.ocu.star"], "help()")).Lines;
        lines.ShouldContain("build");
        lines.ShouldContain("environment");
        lines.ShouldContain("shell");
        lines.ShouldNotContain("len");
    }

    [Fact]
    public async Task Repl_WithSecrets_HidesThem()
    {
        var output = await TypeAsync(["repl"], "s = secret(\"hunter22\")", "[s]", "print(s)", "fail(s)");
        (output.Output + output.Errors).ShouldNotContain("hunter22\n");
        output.Output.ShouldBe("<list>\n└── [0] \"<secret>\"\n<secret>\n");
        output.Errors.ShouldContain("fail: <secret>");
    }

    [Fact]
    public async Task Repl_WithAnExpression_HidesSecrets()
    {
        using var place = new ReleasePlace();
        (await place.RunAsync("repl", "-c", "secret(\"hunt\" + \"er22\")")).Output.ShouldEndWith("Result:\n\"<secret>\"\n");
    }

    [Fact]
    public async Task Repl_OnDebugBreak_ShowsLocals()
    {
        var output = await TypeAsync(["repl"], "def f(n):", "    m = n + 1", "    debug_break()", "    return m", "", "f(1)");
        output.Output.ShouldContain("n = 1");
        output.Output.ShouldContain("m = 2");
        output.Output.ShouldEndWith("2\n");
    }

    private static async Task<ReleasePlace.Answer> TypeAsync(string[] words, params string[] lines)
    {
        using var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Package));
        foreach (var line in lines) place.Typed.Enqueue(line);
        return await place.RunAsync(words);
    }
}

namespace Operon.Cli.Tests.Commands;

/// <summary><c>operon starlark</c>: what it prints, where its errors go, and how it ends.</summary>
public sealed class StarlarkCommandTests : IDisposable
{
    private readonly WorkingDirectory directory = new();

    [Fact]
    public async Task Run_OfAFile_PrintsAndLoadsBesideIt()
    {
        directory.Write("sub/main.star", "load('lib.star', 'x')\nprint(x, given, struct(a = json.encode([1])))\nprint('é'[0:1])");
        directory.Write("sub/lib.star", "x = 1");
        (await directory.RunAsync("starlark", "run", "--predeclare", "given", "sub/main.star")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldStartWith("1 None struct(a = \"[1]\")\n");
        directory.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_OfAFileThatFails_ShowsTheCalls()
    {
        directory.Write("f.star", "print('before')\ndef f():\n  fail('no')\nf()");
        (await directory.RunAsync("starlark", "run", "f.star")).ShouldBe(1);
        directory.Output.ShouldBe("before\n");
        directory.Errors.ShouldBe("Traceback (most recent call last):\n  f.star:4:2: in <toplevel>\n  f.star:3:7: in f\nError in fail: fail: no\n");
    }

    [Fact]
    public async Task Run_OfAFileWithStaticErrors_ShowsThemAll()
    {
        directory.Write("f.star", "while True: pass\nx = y");
        (await directory.RunAsync("starlark", "run", "f.star")).ShouldBe(1);
        directory.Errors.ShouldBe("""
            f.star:1:1: this Starlark dialect does not support while loops
            f.star:1:1: while loop not within a function
            f.star:2:5: undefined: y

            """.ReplaceLineEndings("\n"));
        (await directory.RunAsync("starlark", "run", "--stage", "parse", "f.star")).ShouldBe(0);
        (await directory.RunAsync("starlark", "run", "--stage", "resolve", "--opt", "while", "--opt", "toplevelcontrol", "--predeclare", "y", "f.star")).ShouldBe(0);
    }

    [Fact]
    public async Task Run_OfAFileThatIsNotThere_SaysSo()
    {
        (await directory.RunAsync("starlark", "run", "none.star")).ShouldBe(1);
        directory.Errors.ShouldContain("no such file");
    }

    [Fact]
    public async Task Repl_OfLines_ShowsValuesAndGoesOnAfterErrors()
    {
        foreach (var line in new[] { "x = [1,", "2]", "def f():", "  return x", "", "f()", "1 // 0", "f() + y", "None", "print(x)" }) directory.Typed.Enqueue(line);
        (await directory.RunAsync("starlark", "repl")).ShouldBe(0);
        directory.Output.ShouldBe("[1, 2]\n[1, 2]\n");
        directory.Errors.ShouldContain("Error: floored division by zero");
        directory.Errors.ShouldContain("<input>:1:7: undefined: y");
    }

    /// <inheritdoc/>
    public void Dispose() => directory.Dispose();
}

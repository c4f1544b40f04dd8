namespace Operon.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly WorkingDirectory directory = new();

    [Theory]
    [InlineData("CLI0001", "rn")]
    [InlineData("CLI0001", "run")]
    [InlineData("CLI0001", "run", ".", "--frob")]
    [InlineData("CLI0001", "run", ".", "--strict")]
    [InlineData("CLI0001", "run", ".", "--output", "json")]
    [InlineData("CLI0001", "run", ".", "--plan", "--output", "xml")]
    [InlineData("CLI0005", "run", "--plan", ".")]
    [InlineData("CLI0001", "op", "validate")]
    [InlineData("CLI0001", "op", "validat", ".")]
    [InlineData("CLI0006", "run", "nowhere")]
    [InlineData("CLI0006", "op", "validate", "nowhere")]
    [InlineData("CLI0002", "run", ".", "-a", "who")]
    [InlineData("CLI0005", "run", ".")]
    [InlineData("IMG0001", "image", "rm", "No Image")]
    public async Task Run_OfWhatCannotBeDone_Is1AndSaysWhy(string code, params string[] words)
    {
        directory.Write("op.yml", "name: test\ninputs: { who: { string: {} } }\n");
        (await directory.RunAsync(words)).ShouldBe(1);
        directory.Errors.ShouldContain($" {code}: ");
        directory.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_OfAnOpWithoutCalls_Is0AndShowsItsLines()
    {
        directory.Write("op.yml", "name: test\n");
        (await directory.RunAsync("run", ".")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldMatch(@"^\[([0-9a-f]{8}) \.\] started op\n\[\1 \.\] op succeeded\n$");
        directory.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_OfAnOpThatFails_Is1WithTheDiagnostic()
    {
        directory.Write("op.yml", "name: test\nrun: { op: { ref: ./missing } }\n");
        (await directory.RunAsync("run", ".")).ShouldBe(1);
        directory.Errors.ShouldContain("./op.yml:2:19");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1, "--strict")]
    public async Task Validate_OfWarningsOnly_FailsWhenStrict(int expected, params string[] more)
    {
        directory.Write("op.yml", "name: test\ninputs: { unused: { string: { isSecret: false, default: $(nowhere) } } }\nrun: { op: { ref: ./missing } }\n");
        var exit = await directory.RunAsync(["op", "validate", .. more, "."]);
        directory.Errors.ShouldContain("warning ");
        exit.ShouldBe(expected, directory.Errors);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1, "--strict")]
    public async Task Plan_OfWarningsOnly_IsShownAndFailsWhenStrict(int expected, params string[] more)
    {
        directory.Write("op.yml", "name: test\nrun: { serial: [{ op: { ref: ./missing } }] }\n");
        var exit = await directory.RunAsync(["run", "--plan", .. more, "."]);
        directory.Errors.ShouldContain("warning OPS0510");
        directory.Output.ShouldContain("would fail");
        exit.ShouldBe(expected, directory.Errors);
    }

    [Fact]
    public async Task Plan_OfARootThatFails_Is1AndShowsNothing()
    {
        directory.Write("op.yml", "name: test\nrun: { op: { ref: ./missing } }\n");
        (await directory.RunAsync("run", "--plan", "--output", "json", ".")).ShouldBe(1);
        directory.Output.ShouldBeEmpty();
        directory.Errors.ShouldContain("./op.yml:2:19: error OPS0510");
    }

    [Fact]
    public async Task Plan_OfDefaultsThatWouldBeMade_MakesNothing()
    {
        directory.Write("op.yml", "name: test\ninputs: { d: { dir: { default: { a: { data: x } } } }, f: { file: { default: { b: c } } } }\nrun: { container: { image: { ref: a }, dirs: { /d: $(d) }, files: { /f: $(f) } } }\n");
        (await directory.RunAsync("run", "--plan", ".")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldBe("op test (.)\n  d = (created)\n  f = (created)\n  container a\n    dir /d from $(d) (created)\n    file /f from $(f) (created)\n");
        Directory.EnumerateFileSystemEntries(directory.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Plan_OfTextsThatWouldMoveTheCursor_SpellsThemOut()
    {
        directory.Write("op.yml", "name: test\nrun: { container: { image: { ref: a }, cmd: [\"a\\e[2Jb\\tc\", \"one\\ntwo\\e[1m\\n\", \"it's\"] } }\n");
        (await directory.RunAsync("run", "--plan", ".")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldBe("op test (.)\n  container a\n    cmd 'a\\x1b[2Jb\\tc'\n      | one\n      | two\\x1b[1m\n    'it'\\''s'\n");
    }

    public void Dispose() => directory.Dispose();
}

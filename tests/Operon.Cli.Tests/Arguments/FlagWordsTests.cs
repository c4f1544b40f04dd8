namespace Operon.Cli.Tests.Arguments;

public sealed class FlagWordsTests : IDisposable
{
    private readonly WorkingDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("run", ".", "-a", "who=v")]
    [InlineData("run", "-awho=v", ".")]
    [InlineData("run", "-a=who=v", ".")]
    [InlineData("run", "--args=who=v", ".")]
    [InlineData("--no-color", "run", "--no-progress", ".", "-a", "who=v")]
    [InlineData("--data-dir", "data", "run", "-a", "who=v", "--", ".")]
    [InlineData("run", "--no-progress=F", "--no-color=1", "-a", "who=v", ".")]
    [InlineData("--api-listen-address=x:1", "--container-runtime", "docker", "--dns-listen-address", "y:2", "run", ".", "-a", "who=v")]
    public async Task Run_InEachFormThatOpctlTakes_Is0(params string[] words)
    {
        directory.Write("op.yml", "name: test\ninputs: { who: { string: { constraints: { enum: [v] } } } }\n");

        (await directory.RunAsync(words)).ShouldBe(0, directory.Errors);
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("--help")]
    [InlineData("--")]
    [InlineData("a=b:c")]
    public async Task Value_ThatLooksLikeSomethingElse_IsTheValue(string value)
    {
        directory.Write("op.yml", "name: test\n");

        (await directory.RunAsync("op", "create", "made", "-d", value)).ShouldBe(0, directory.Errors);

        (await File.ReadAllTextAsync(Path.Combine(directory.Path, ".opspec/made/op.yml"), TestContext.Current.CancellationToken)).ShouldContain(value);
    }

    [Theory]
    [InlineData("unknown option '--frob'", "run", "--frob=word", ".")]
    [InlineData("unknown option '-z'", "run", "-zword", ".")]
    [InlineData("unknown option '--arg'", "run", "--arg", "x=1", ".")]
    [InlineData("--no-color", "--no-color=maybe", "run", ".")]
    [InlineData("the argument 'false' is too many for operon run", "run", ".", "--no-progress", "false")]
    public async Task Run_OptionsThatAreNone_AreNamedWithoutTheirValues(string said, params string[] words)
    {
        directory.Write("op.yml", "name: test\n");

        (await directory.RunAsync(words)).ShouldBe(1);

        directory.Errors.ShouldContain(said);
        directory.Errors.ShouldNotContain("word");
        directory.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("op")]
    [InlineData("op", "frob")]
    [InlineData("auth")]
    public async Task Group_WithoutACommandThatIsKnown_IsHelpUnderTheNameOfOpctlAlone(params string[] words)
    {
        using var opctl = new WorkingDirectory(name: "opctl");

        (await opctl.RunAsync(words)).ShouldBe(0, opctl.Errors);
        (await directory.RunAsync(words)).ShouldBe(1);

        opctl.Output.ShouldContain("Commands:");
        opctl.Errors.ShouldBeEmpty();
        directory.Output.ShouldBeEmpty();
        directory.Errors.ShouldContain("CLI0001");
    }

    [Fact]
    public async Task Validate_OfSeveralOps_IsForTheNameOfOperonAlone()
    {
        using var opctl = new WorkingDirectory(name: "opctl");
        foreach (var at in (WorkingDirectory[])[opctl, directory])
        {
            at.Write("a/op.yml", "name: a\n");
            at.Write("b/op.yml", "name: b\n");
            (await at.RunAsync("op", "validate", "a")).ShouldBe(0, at.Errors);
        }

        (await opctl.RunAsync("op", "validate", "a", "b")).ShouldBe(1);
        (await directory.RunAsync("op", "validate", "a", "b")).ShouldBe(0, directory.Errors);
    }

    [Fact]
    public async Task Validate_UnderTheNameOfOpctl_LooksAtTheOpAloneAndWarnsOnlyWhenStrict()
    {
        using var opctl = new WorkingDirectory(name: "opctl");
        opctl.Write("a/op.yml", "name: a\nrun: { serial: [{ op: { ref: ../wrong } }, { container: { image: { ref: $(nothing) } } }] }\n");
        opctl.Write("wrong/op.yml", "name: wrong\nunknown: 1\n");

        (await opctl.RunAsync("op", "validate", "a")).ShouldBe(0);
        opctl.Errors.ShouldBeEmpty();
        (await opctl.RunAsync("op", "validate", "wrong")).ShouldBe(1);
        opctl.Errors.ShouldContain("OPS0101");
        (await opctl.RunAsync("op", "validate", "--strict", "a")).ShouldBe(1);
        opctl.Errors.ShouldContain("OPS0601");
    }

    [Theory]
    [InlineData("no-such-run")]
    [InlineData("00000000000000000000000000000000")]
    public async Task Kill_OfNoRun_IsSilentUnderTheNameOfOpctlAlone(string id)
    {
        using var opctl = new WorkingDirectory(name: "opctl");

        (await opctl.RunAsync("op", "kill", id)).ShouldBe(0, opctl.Errors);
        (await directory.RunAsync("op", "kill", id)).ShouldBe(1);

        (opctl.Output, opctl.Errors).ShouldBe(("", ""));
        directory.Errors.ShouldContain("RUN0110");
    }
}

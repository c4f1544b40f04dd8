namespace Operon.EndToEnd;

/// <summary>What a newcomer does first, and what he gets when he mistypes it.</summary>
public sealed class FirstFiveMinutesTests : IDisposable
{
    private readonly OperonProgram program = new();

    [Fact]
    public async Task HelloWorld_FreshHome_PrintsTheLineOfTheContainer()
    {
        var ran = await program.RunAsync("run", Path.Combine(OperonProgram.Root, "examples", "hello-world"));

        ran.Exit.ShouldBe(0, ran.Errors);
        ran.Errors.ShouldBeEmpty();
        ran.Lines.ShouldBe(["started op", $"started {OperonProgram.Root}/examples/image", "hello, world", $"{OperonProgram.Root}/examples/image exited", "op succeeded"]);
    }

    [Theory]
    [InlineData("greetings")]
    [InlineData("hello-world")]
    [InlineData("report")]
    [InlineData("services")]
    public async Task Examples_StrictlyValidated_HaveNothingToMend(string example)
    {
        var ran = await program.RunAsync("op", "validate", "--strict", Path.Combine(OperonProgram.Root, "examples", example));

        ran.ShouldBe(new OperonProgram.Ran(0, "", ""));
    }

    [Fact]
    public async Task Run_MistypedOp_NamesTheOneThatWasMeant()
    {
        program.WriteOp("build", "name: build\n");

        var ran = await program.RunAsync("run", "biuld");

        ran.Exit.ShouldBe(1);
        ran.Errors.ShouldContain("no op found for 'biuld'");
        ran.Errors.ShouldContain("write build");
    }

    [Fact]
    public async Task Run_MistypedArgument_NamesTheInputThatWasMeant()
    {
        var ran = await program.RunAsync("run", Path.Combine(OperonProgram.Root, "examples", "hello-world"), "-a", "whom=Ann");

        ran.Exit.ShouldBe(1);
        ran.Output.ShouldBeEmpty();
        ran.Errors.ShouldContain("'whom' is not an input of the op");
        ran.Errors.ShouldContain("write 'who'");
    }

    [Theory]
    [InlineData("rn", "write 'run'")]
    [InlineData("op", "operon op --help lists what there is")]
    public async Task Program_UnknownOrUnfinishedCommand_SaysWhatToWrite(string word, string advice)
    {
        var ran = await program.RunAsync(word);

        ran.Exit.ShouldBe(1);
        ran.Errors.ShouldContain(advice);
    }

    [Fact]
    public async Task Run_ContainerFails_NamesCallImageExitCodeAndLastErrors()
    {
        program.WriteOp(".", """
            name: fails
            run:
              serial:
                - name: compile
                  container:
                    image: { ref: IMAGE }
                    cmd: [sh, -c, 'echo one >&2; echo no such file main.c >&2; exit 3']
            """);

        var ran = await program.RunAsync("run", ".");

        ran.Exit.ShouldBe(1);
        ran.Errors.ShouldContain("nonzero container exit code: 3");
        ran.Errors.ShouldContain("serial/compile");
        ran.Errors.ShouldContain("image ./image");
        ran.Errors.ShouldContain("no such file main.c");
        ran.Errors.ShouldContain("./op.yml:5:7");
    }

    [Fact]
    public async Task Run_FromAFolderBelow_DefaultsLeaveNothingThere()
    {
        program.WriteOp(".", """
            name: defaults
            inputs:
              d: { dir: { default: { /a.txt: { data: from a dir } } } }
            run: { container: { image: { ref: IMAGE }, dirs: { /d: $(d) }, cmd: [cat, /d/a.txt] } }
            """);
        program.Write("below/.keep", "");

        var ran = await program.RunAsync("run", ".");
        using var below = program.Start(["run", ".."], "below");

        ran.Errors.ShouldBeEmpty();
        ran.Lines.ShouldContain("from a dir");
        (await below.StandardOutput.ReadToEndAsync()).ShouldContain("from a dir");
        await below.WaitForExitAsync();
        Directory.GetFileSystemEntries(Path.Combine(program.Work, "below")).Select(Path.GetFileName).ShouldBe([".keep"]);
        Directory.GetFileSystemEntries(program.Work).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["below", "image", "op.yml"]);
        Directory.EnumerateFileSystemEntries(Path.Combine(program.DataDirectory, "containers", "scratch")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_OpThatCallsItself_StopsAtTheLimitAndSaysSo()
    {
        program.WriteOp("again", "name: again\nrun: { op: { ref: $(../again) } }\n");

        var ran = await program.RunAsync("run", "again");
        var checkedOnly = await program.RunAsync("op", "validate", "again");

        ran.Exit.ShouldBe(1);
        ran.Errors.ShouldContain("64 ops deep");
        checkedOnly.Exit.ShouldBe(0);
    }

    [Fact]
    public async Task Run_Interrupted_StopsTheContainerAndEndsWith137()
    {
        program.WriteOp(".", "name: waits\nrun:\n  container:\n    image: { ref: IMAGE }\n    cmd: [sh, -c, 'trap \"echo bye; exit 0\" TERM; echo ready; while :; do sleep 0.1; done']\n");

        var ran = await program.RunAsync(["run", "."], "ready");

        ran.Exit.ShouldBe(137);
        ran.Lines.ShouldContain("bye");
        ran.Lines.ShouldContain("op killed");
    }

    [Fact]
    public async Task Run_AnyEnd_LeavesNothingBehind()
    {
        program.WriteOp("good", "name: good\nrun:\n  container:\n    image: { ref: IMAGE }\n    files: { /out: $(made) }\n    cmd: [sh, -c, 'echo x > /out']\n");
        program.WriteOp("bad", "name: bad\nrun:\n  container:\n    image: { ref: IMAGE }\n    cmd: [sh, -c, 'exit 9']\n");
        program.WriteOp("long", "name: long\nrun:\n  container:\n    image: { ref: IMAGE }\n    cmd: [sh, -c, 'echo ready; exec sleep 300']\n");

        (await program.RunAsync("run", "good")).Exit.ShouldBe(0);
        (await program.RunAsync("run", "bad")).Exit.ShouldBe(1);
        (await program.RunAsync(["run", "long"], "ready")).Exit.ShouldBe(137);

        File.ReadAllText("/proc/self/mountinfo").ShouldNotContain(program.Home);
        foreach (var folder in new[] { "containers/scratch", "containers/engines" })
        {
            var path = Path.Combine(program.DataDirectory, folder);
            if (Directory.Exists(path)) Directory.EnumerateFileSystemEntries(path).ShouldBeEmpty();
        }

        Directory.GetDirectories(Path.Combine(program.DataDirectory, "runs")).Length.ShouldBe(3);
    }

    public void Dispose() => program.Dispose();
}

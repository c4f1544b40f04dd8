using Operon.Containers;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Calls;

/// <summary>What the user is told when something deep inside fails.</summary>
public sealed class FailureTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Chain_LeadsFromTheRootToTheContainer()
    {
        stage.Op("deploy", """
            parallelLoop:
              range: { eu: 1, us: 2 }
              vars: { key: $(k) }
              run:
                serial:
                  - { if: [{ eq: [$(k), us] }], box: [wait] }
                  - { name: "push-$(k)", box: [fail, 3, denied for you] }
            """);
        var run = await stage.RunAsync("""
            serial:
              - parallel:
                  - { name: other, box: [wait] }
                  - { name: deploy, op: { ref: ../deploy } }
            """);

        run.Error.ShouldBe("deploy failed, 1 beside it was stopped: {eu} failed, 1 beside it was stopped: nonzero container exit code: 3");
        run.Cause.Span.ShouldNotBeNull().ToString().ShouldStartWith("./deploy/op.yml:");
        run.Cause.Notes.ShouldBe(
        [
            "call serial/[0]/deploy/parallelLoop{eu}/[1] (push-eu) in ./deploy",
            "image busybox",
            "last lines of stderr:\ndenied for you",
        ]);
        var recorded = run.End("").Error.ShouldNotBeNull();
        recorded.ToString().ShouldBe(run.Error);
        recorded.Cause!.Cause!.Notes.ShouldBe(run.Cause.Notes);
        run.Ended.Single(e => e.ExitCode == 3).Path.ShouldBe("serial/[0]/deploy/parallelLoop{eu}/[1]");
    }

    [Theory]
    [InlineData("image: { ref: nobody-has-this }, cmd: [x]", "IMG0002", null)]
    [InlineData("image: { ref: 'UPPER/Case' }", "IMG0002", "image UPPER/Case")]
    [InlineData("image: { ref: $(./) }", "IMG0003", "image ./deploy")]
    [InlineData("image: { ref: busybox }, cmd: [$(nope)]", "OPS0", null)]
    [InlineData("image: { ref: busybox }, cmd: [cannot-start]", "CON0011", "image busybox")]
    [InlineData("image: { ref: busybox }, cmd: [not-found]", "CON0001", null)]
    [InlineData("image: { ref: busybox }, cmd: [fail, 7]", "OPS0515", "image busybox")]
    [InlineData("image: { ref: busybox }, privileged: true", "OPS0519", "image busybox")]
    public async Task AnyFailureOfAContainer_TellsItsCallAtTheEndOfTheChain(string container, string code, string? image)
    {
        stage.Runtime.Scripts["cannot-start"] = (_, _, _) => Task.FromResult<Result<ContainerExit>>(new Diagnostic(ContainerRules.StartFailed, "the container could not be started: no"));
        stage.Runtime.Scripts["not-found"] = (_, _, _) => Task.FromResult<Result<ContainerExit>>(new Diagnostic(ContainerRules.CommandNotFound, "the command 'not-found' is not in the container of image busybox"));
        stage.Op("deploy", $"parallel: [{{ box: [wait] }}, {{ name: push, serial: [{{ serial: [{{ name: $(word), container: {{ {container} }} }}] }}] }}]", "inputs: { word: { string: { default: one } } }");
        var run = await stage.RunAsync("parallelLoop: { range: [1, 2, 3], vars: { value: $(v) }, run: { serial: [{ if: [{ eq: [$(v), 2] }], op: { ref: ../deploy } }, { box: [wait] }] } }");

        run.Error.ShouldStartWith("[1] failed, 2 beside it were stopped: push failed, 1 beside it was stopped: ");
        run.Cause.Code.ShouldStartWith(code);
        run.Cause.Notes[0].ShouldBe("call parallelLoop[1]/[0]/parallel/push/[0]/[0] (one) in ./deploy");
        run.Cause.Notes.Skip(1).FirstOrDefault(n => n.StartsWith("image", StringComparison.Ordinal)).ShouldBe(image);
        var shown = new StringWriter { NewLine = "\n" };
        new DiagnosticRenderer(shown).Write(run.Result.Error!);
        shown.ToString().Split("call parallelLoop").Length.ShouldBe(2, "it is told once");
        shown.ToString().Split('\n').Length.ShouldBeLessThan(15);
        run.End("parallelLoop[1]/[0]/parallel/push/[0]/[0]").Error!.ToString().ShouldBe(run.Cause.ToString());
    }

    [Theory]
    [InlineData("{ name: $(nope), serial: [] }", "call serial/[0] in ./main")]
    [InlineData("{ name: first, if: [{ eq: [$(nope), 1] }], serial: [] }", "call serial/first in ./main")]
    [InlineData("{ op: { ref: ../nowhere } }", "call serial/[0] in ./main")]
    [InlineData("{ op: { ref: ../picky } }", "call serial/[0] in ./main")]
    [InlineData("{ op: { ref: ../empty } }", "call serial/[0] in ./main")]
    [InlineData("{ serialLoop: { range: $(nope), run: { serial: [] } } }", "call serial/[0] in ./main")]
    [InlineData("{ parallelLoop: { range: [1], vars: { value: $(v) }, run: { op: { ref: ../picky } } } }", "call serial/[0][0] in ./main")]
    [InlineData("{ box: [throw] }", "call serial/[0] in ./main")]
    public async Task AnyFailureOfACall_TellsWhichItIs(string call, string told)
    {
        stage.Runtime.Scripts["throw"] = (_, _, _) => throw new InvalidOperationException("thrown");
        stage.Op("picky", "serial: []", "inputs: { x: { string: {} } }").Op("empty", "serial: []", "outputs: { x: { string: {} } }");
        var run = await stage.RunAsync($"serial: [{call}]");

        run.Cause.Notes.Where(n => n.StartsWith("call ", StringComparison.Ordinal)).ShouldBe([told]);
    }

    [Fact]
    public async Task FailureOfTheRoot_OrOfItsOnlyCall_DoesNotTellWhichCallItIs_UnlessThatIsAContainer()
    {
        (await stage.RunAsync("serial: []", "outputs: { x: { string: {} } }")).Cause.Notes.ShouldBeEmpty();
        (await stage.RunAsync("op: { ref: ../nowhere }")).Cause.Notes.ShouldBeEmpty();
        (await stage.RunAsync("box: [$(nope)]")).Cause.Notes.ShouldBe(["call container in ./main"]);
    }

    [Fact]
    public async Task ContainerThatWasKilledFromOutside_SaysSo() =>
        (await stage.RunAsync("box: [fail, 137, ]")).Cause.Notes.ShouldContain("128 + 9: it was killed, by the kernel where memory ran out");

    [Fact]
    public async Task Iterations_AreChildrenOfTheirLoop()
    {
        var run = await stage.RunAsync("""
            serial:
              - serialLoop: { range: [1, 2], run: { box: [say, x] } }
              - parallelLoop: { range: [1, 2], run: { serial: [{ box: [say, x] }] } }
            """);

        foreach (var kind in new[] { "serialLoop", "parallelLoop" })
        {
            var loop = run.Started.Single(s => s.Kind == kind).Call;
            run.Started.Where(s => s.Parent == loop).Count().ShouldBe(2);
        }

        run.Ended.Select(e => e.Path).ShouldBe(
            [
                "serial/[0][0]", "serial/[0][1]", "serial/[0]", "serial/[1][0]/[0]", "serial/[1][0]", "serial/[1][1]/[0]", "serial/[1][1]", "serial/[1]", "serial", "",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task FilesAndDirectories_ThatAreMissing_AreMadeWhereTheyAreReferredTo()
    {
        var run = await stage.File("main/tree/kept", "").RunAsync("""
            serial:
              - container:
                  image: { ref: busybox }
                  cmd: [say, made]
                  dirs: { /new: $(new), /here/deep: , /inside: $(tree/a/b) }
                  files: { /file: $(file), /in/tree: $(tree/c/file), /beside: $(./sub/file) }
              - if: [{ exists: $(new) }, { exists: $(file) }, { exists: $(tree/a/b) }, { exists: $(tree/c/file) }, { notExists: $(other) }]
                box: [say, all there]
            """, "inputs: { tree: { dir: { default: $(./tree) } } }\noutputs: { new: { dir: {} }, file: { file: {} } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["made", "all there"]);
        var op = Path.Combine(stage.Ops, "main");
        new[] { "here/deep", "tree/a/b" }.ShouldAllBe(d => Directory.Exists(Path.Combine(op, d)));
        new[] { "tree/c/file", "sub/file" }.ShouldAllBe(f => File.Exists(Path.Combine(op, f)));
        Directory.Exists(run.Output("new")).ShouldBeTrue();
        File.Exists(run.Output("file")).ShouldBeTrue();
    }
}

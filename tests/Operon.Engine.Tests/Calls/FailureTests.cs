using Operon.Runs.Events;

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

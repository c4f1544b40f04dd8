using Operon.Runs.Events;

namespace Operon.Engine.Tests.Calls;

public sealed class SerialCallTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Children_SeeWhatThoseBeforeThemSet()
    {
        var run = await stage.RunAsync("""
            serial:
              - box: [say, "first $(x)"]
              - let: { x: new }
              - box: [say, "then $(x)"]
              - let: { x: $(x)er }
              - box: [say, "last $(x)"]
            """, "inputs: { x: { string: { default: old } } }");

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        stage.Runtime.Said.ShouldBe(["first old", "then new", "last newer"]);
    }

    [Fact]
    public async Task Outputs_AreTheWholeScope()
    {
        var run = await stage.RunAsync("serial:\n  - let: { z: made }", """
            inputs: { x: { string: { default: inherited } } }
            outputs: { x: { string: {} }, z: { string: {} } }
            """);

        run.Output("x").ShouldBe("inherited");
        run.Output("z").ShouldBe("made");
    }

    [Fact]
    public async Task FirstFailure_EndsIt_AndLaterChildrenHaveNoEvents()
    {
        var run = await stage.RunAsync("serial:\n  - box: [say, one]\n  - box: [fail, 7, no such, thing]\n  - box: [say, two]");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Error.ShouldBe("nonzero container exit code: 7");
        run.Cause.Notes.ShouldContain(n => n.Contains("no such thing", StringComparison.Ordinal));
        stage.Runtime.Said.ShouldBe(["one"]);
        run.Ended.Select(e => e.Path).ShouldBe(["serial/[0]", "serial/[1]", "serial", ""]);
        run.End("serial/[1]").ExitCode.ShouldBe(7);
        run.End("serial").ExitCode.ShouldBeNull("only a container has one");
    }

    [Fact]
    public async Task SkippedChild_CountsAsFine()
    {
        var run = await stage.RunAsync("serial:\n  - { if: [{ eq: [a, b] }], box: [say, no] }\n  - box: [say, run]");

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        stage.Runtime.Said.ShouldBe(["run"]);
    }

    [Fact]
    public async Task NamedChildren_HavePathsOfTheirNames()
    {
        var run = await stage.RunAsync("serial:\n  - { name: build, serial: [{ name: $(nested), box: [say, x] }] }", "inputs: { nested: { string: { default: deep } } }");

        run.Ended.Select(e => e.Path).ShouldBe(["serial/build/[0]", "serial/build", "serial", ""]);
        run.Started.Select(s => s.Name).ShouldBe([null, null, "build", "deep"]);
    }
}

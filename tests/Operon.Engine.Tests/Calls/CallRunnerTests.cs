using Operon.Containers;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Calls;

public sealed class CallRunnerTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task If_ThatDoesNotHold_SkipsWithoutLookingFurther()
    {
        var run = await stage.RunAsync("serial:\n  - { if: [{ eq: [1, 2] }, { eq: [$(nope), 1] }], box: [say, $(nope)] }");

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        run.Started.ShouldNotContain(s => s.Kind == "container");
        run.End("serial/[0]").Outcome.ShouldBe(CallOutcome.Skipped);
    }

    [Fact]
    public async Task If_OfTheRoot_SkipsAll()
    {
        var run = await stage.File("main/op.yml", "name: main\nrun: { if: [{ eq: [1, 2] }], serial: [] }\n").RunOpAsync("main");

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        run.End("serial").Outcome.ShouldBe(CallOutcome.Skipped);
    }

    [Theory]
    [InlineData("if: [{ eq: [$(nope), 1] }]", "'nope'")]
    [InlineData("if: [{ gt: [1, text] }]", "number")]
    [InlineData("name: $(nope)", "'nope'")]
    [InlineData("name: $(./)", "")]
    public async Task NameAndIf_ThatCannotBeEvaluated_FailTheCallBeforeItStarts(string key, string message)
    {
        var run = await stage.RunAsync($"serial:\n  - {{ {key}, box: [say, x] }}");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Error.ShouldContain(message);
        run.Started.Select(s => s.Kind).ShouldBe(["op", "serial"]);
        run.Ended.Select(e => e.Kind).ShouldBe(["container", "serial", "op"]);
        run.Result.Error!.Span.ShouldNotBeNull("it is told where");
    }

    [Fact]
    public async Task Name_IsEvaluatedBeforeIf()
    {
        var run = await stage.RunAsync("serial:\n  - { name: $(nope), if: [{ eq: [1, 2] }], box: [say, x] }");

        run.Outcome.ShouldBe(CallOutcome.Failed);
    }

    [Fact]
    public async Task Kill_BeforeTheStart_EndsEveryCallThatThereIs()
    {
        using var kill = new CancellationTokenSource();
        await kill.CancelAsync();
        var run = await stage.Op("main", "serial:\n  - box: [say, x]").RunOpAsync("main", kill: kill.Token);

        run.Outcome.ShouldBe(CallOutcome.Killed);
        run.Ended.Select(e => (e.Path, e.Outcome)).ShouldBe([("serial", CallOutcome.Killed), ("", CallOutcome.Killed)]);
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("box: [wait]")]
    [InlineData("serial: [{ box: [wait] }, { box: [say, never] }]")]
    [InlineData("parallel: [{ box: [wait] }, { box: [await, never] }]")]
    [InlineData("op: { ref: ../waits }")]
    [InlineData("serialLoop: { range: [1, 2], run: { box: [wait] } }")]
    [InlineData("parallelLoop: { range: [1, 2], run: { box: [wait] } }")]
    public async Task Kill_WhileSomethingRuns_ReachesIt(string body)
    {
        stage.Op("waits", "box: [wait]");
        using var kill = new CancellationTokenSource();
        var running = stage.Op("main", body).RunOpAsync("main", kill: kill.Token);
        await stage.Runtime.Gate("waiting").Task.WaitAsync(TimeSpan.FromMinutes(1));
        await kill.CancelAsync();
        var run = await running;

        run.Outcome.ShouldBe(CallOutcome.Killed);
        run.Error.ShouldBeEmpty();
        run.Ended.ShouldAllBe(e => e.Outcome == CallOutcome.Killed);
        stage.Runtime.Said.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("box: [broken]")]
    [InlineData("parallel: [{ box: [broken] }]")]
    [InlineData("serial: [{ box: [broken] }, { box: [say, never] }]")]
    public async Task ErrorInsideTheProgram_IsAFailureNeverASuccess(string body)
    {
        stage.Runtime.Scripts["broken"] = (_, _, _) => throw new InvalidOperationException("a bug");
        var run = await stage.RunAsync(body);

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Cause.Rule.ShouldBe(EngineRules.Internal);
        run.Cause.Message.ShouldContain("a bug");
        stage.Runtime.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task CancellationNobodyAskedFor_IsAFailure()
    {
        stage.Runtime.Scripts["broken"] = (_, _, _) => throw new OperationCanceledException();
        var run = await stage.RunAsync("box: [broken]");

        run.Outcome.ShouldBe(CallOutcome.Failed);
    }

    [Fact]
    public async Task RuntimeThatCannotStart_FailsTheContainer()
    {
        await using var other = new Stage(machine, () => Task.FromResult<Result<IContainerRuntime>>(new Diagnostic(ContainerRules.RuntimeMissing, "no runtime")));
        var run = await other.RunAsync("box: [say, x]");

        run.Cause.Rule.ShouldBe(ContainerRules.RuntimeMissing);
        run.Cause.Span.ShouldNotBeNull();
    }

    [Fact]
    public async Task RuntimeWhoseStartThrows_FailsTheContainer_AndIsDisposedInPeace()
    {
        var other = new Stage(machine, () => throw new InvalidOperationException("no such file"));
        var late = new Stage(machine, () => Task.FromException<Result<IContainerRuntime>>(new InvalidOperationException("no such file")));

        (await other.RunAsync("box: [say, x]")).Cause.Rule.ShouldBe(EngineRules.Internal);
        (await late.RunAsync("box: [say, x]")).Cause.Rule.ShouldBe(EngineRules.Internal);
        await other.DisposeAsync();
        await late.DisposeAsync();
    }
}

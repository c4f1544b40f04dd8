using Operon.Containers;
using Operon.Runs.Events;
using Operon.Text;

namespace Operon.Engine.Tests.Calls;

public sealed class ParallelCallTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Children_RunAtOnce()
    {
        var run = await stage.RunAsync("""
            parallel:
              - serial: [{ box: [await, a] }, { box: [open, b] }]
              - serial: [{ box: [open, a] }, { box: [await, b] }]
            """);

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
    }

    [Fact]
    public async Task NoChildren_Succeeds() => (await stage.RunAsync("parallel: []")).Outcome.ShouldBe(CallOutcome.Succeeded);

    [Fact]
    public async Task Outputs_AreMergedInTheOrderOfTheFile_WhoeverEndsFirst()
    {
        var run = await stage.RunAsync("""
            serial:
              - parallel:
                  - serial: [{ box: [await, second] }, { let: { x: from first } }]
                  - serial: [{ let: { x: from second } }, { box: [open, second] }]
              - box: [say, $(x)]
            """);

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["from second"]);
    }

    [Fact]
    public async Task Outputs_AreThoseOfTheChildrenOnly()
    {
        var run = await stage.RunAsync("parallel:\n  - box: [say, x]", "inputs: { x: { string: { default: inherited } } }\noutputs: { x: { string: {} } }");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Cause.Message.ShouldContain("'x'");
    }

    [Fact]
    public async Task LaterSerialSibling_OverwritesWithWhatItInherited()
    {
        await stage.RunAsync("""
            serial:
              - parallel:
                  - let: { x: new }
                  - serial: []
              - box: [say, $(x)]
            """, "inputs: { x: { string: { default: old } } }");

        stage.Runtime.Said.ShouldBe(["old"]);
    }

    [Fact]
    public async Task Failure_StopsSiblings_AndNamesTheStepAndHowManyWereStopped()
    {
        var run = await stage.RunAsync("""
            parallel:
              - { name: left, box: [wait] }
              - { name: bad, serial: [{ box: [await, waiting] }, { box: [await, done] }, { box: [fail, 3] }] }
              - { name: right, serial: [{ box: [await, never] }, { box: [say, never] }] }
              - { name: quick, box: [open, done] }
            """);

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Result.Error!.Message.ShouldBe("bad failed, 2 beside it were stopped");
        run.Cause.Message.ShouldBe("nonzero container exit code: 3");
        run.End("parallel/left").Outcome.ShouldBe(CallOutcome.Killed);
        run.End("parallel/right").Outcome.ShouldBe(CallOutcome.Killed);
        run.End("parallel/quick").Outcome.ShouldBe(CallOutcome.Succeeded);
        run.Ended.ShouldNotContain(e => e.Path == "parallel/right/[1]");
    }

    [Fact]
    public async Task SeveralFailures_TheFirstIsReported()
    {
        stage.Runtime.Scripts["late"] = async (_, _, stop) =>
        {
            // It fails because it is stopped, which is not the cause.
            await ScriptedRuntime.UntilAsync(new TaskCompletionSource().Task, stop);
            return new ContainerExit(9, WasStopped: false);
        };
        var run = await stage.RunAsync("parallel:\n  - { name: late, box: [late] }\n  - { name: first, box: [fail, 4] }");

        run.Result.Error!.Message.ShouldStartWith("first failed");
        run.Cause.Message.ShouldContain("4");
    }

    [Fact]
    public async Task ChildThatCannotBeEvaluated_FailsIt()
    {
        var run = await stage.RunAsync("parallel:\n  - box: [wait]\n  - { name: bad, box: [say, $(nope)], if: [{ eq: [$(nope), 1] }] }");

        run.Result.Error!.Message.ShouldStartWith("bad failed");
        run.Cause.Message.ShouldContain("'nope'");
        run.End("parallel/[0]").Outcome.ShouldBe(CallOutcome.Killed);
    }

    [Fact]
    public async Task Needed_EndsWithTheLastThatNeedsIt_AndKeepsWhatItBound()
    {
        var run = await stage.RunAsync("""
            serial:
              - parallel:
                  - name: server
                    serial: [{ let: { x: bound } }, { box: [wait] }, { box: [say, never] }]
                  - { name: one, needs: [server], box: [await, waiting] }
                  - { name: two, needs: [server], serial: [{ box: [await, waiting] }, { box: [say, two] }] }
              - box: [say, $(x)]
            """);

        run.Error.ShouldBeEmpty();
        run.End("serial/[0]/server").Outcome.ShouldBe(CallOutcome.Killed);
        stage.Runtime.Said.ShouldBe(["two", "bound"]);
    }

    [Fact]
    public async Task Needed_Chain_EndsOneAfterTheOther()
    {
        var run = await stage.RunAsync("""
            parallel:
              - { name: database, box: [wait] }
              - { name: server, needs: [database], box: [await, never] }
              - { name: test, needs: [server], box: [await, waiting] }
            """);

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        run.Ended.Where(e => e.Kind == "container").Select(e => (e.Path, e.Outcome)).ShouldBe(
        [
            ("parallel/test", CallOutcome.Succeeded), ("parallel/server", CallOutcome.Killed), ("parallel/database", CallOutcome.Killed),
        ]);
    }

    [Fact]
    public async Task Needed_BySkippedSibling_EndsToo()
    {
        var run = await stage.RunAsync("parallel:\n  - { name: server, box: [wait] }\n  - { needs: [server], if: [{ eq: [1, 2] }], box: [say, x] }");

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        run.End("parallel/server").Outcome.ShouldBe(CallOutcome.Killed);
    }

    [Fact]
    public async Task Needed_ThatFailsByItself_FailsIt()
    {
        var run = await stage.RunAsync("parallel:\n  - { name: server, box: [fail, 1] }\n  - { needs: [server], box: [wait] }");

        run.Result.Error!.Message.ShouldBe("server failed, 1 beside it was stopped");
    }

    [Fact]
    public async Task Needed_Loop_LeavesWhatItsVariablesHid()
    {
        var run = await stage.RunAsync("""
            serial:
              - parallel:
                  - { name: server, serialLoop: { range: [1, 2], vars: { value: $(x) }, run: { box: [wait] } } }
                  - { needs: [server], box: [await, waiting] }
              - box: [say, $(x)]
            """, "inputs: { x: { string: { default: outer } } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["outer"]);
    }

    [Fact]
    public async Task UnknownAndMutualNeeds_DoNotHang()
    {
        var run = await stage.RunAsync("""
            parallel:
              - { name: a, needs: [b, a, nobody], box: [say, a] }
              - { name: b, needs: [a], box: [say, b] }
            """);

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
    }

    [Fact]
    public async Task TwoThousandChildren_AnEarlyFailure_EndsThemAll()
    {
        var children = string.Concat(Enumerable.Range(0, 2000).Select(i => i == 40 ? "\n  - box: [fail, 1]" : "\n  - box: [wait]"));
        var run = await stage.RunAsync("parallel:" + children);

        run.Result.Error!.Message.ShouldBe("[40] failed, 1999 beside it were stopped");
        run.Ended.Count().ShouldBe(2002);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("throw")]
    [InlineData("kill")]
    public async Task TenThousandChildren_AnEarlyEnd_EndsThemAll(string how)
    {
        using var kill = new CancellationTokenSource();
        stage.Runtime.Scripts["throw"] = (_, _, _) => throw new InvalidOperationException("thrown");
        stage.Runtime.Scripts["kill"] = async (_, _, stop) =>
        {
            await kill.CancelAsync();
            return new ContainerExit(137, stop.IsCancellationRequested);
        };
        stage.Op("main", $$"""
            parallelLoop:
              range: $(items)
              vars: { value: $(v) }
              run:
                parallel:
                  - { if: [{ eq: [$(v), 40] }], box: [{{how}}, 1] }
                  - box: [wait]
            """, $"inputs: {{ items: {{ string: {{ default: '[{string.Join(',', Enumerable.Range(0, 10_000))}]' }} }} }}");
        var run = await stage.RunOpAsync("main", kill: kill.Token);

        run.Outcome.ShouldBe(how == "kill" ? CallOutcome.Killed : CallOutcome.Failed);
        run.Ended.Count(e => e.Path.EndsWith(']') && e.Kind == "parallel").ShouldBe(10_000);
        if (how != "kill") run.Result.Error!.Message.ShouldBe("[40] failed, 9999 beside it were stopped");
    }

    [Fact]
    public async Task JournalThatTakesNoMore_StopsSiblings()
    {
        await using var run = stage.Op("main", "parallel:\n  - box: [wait]\n  - box: [close]").Create("main");
        stage.Runtime.Scripts["close"] = async (_, _, _) =>
        {
            await stage.Runtime.Gate("waiting").Task;
            await run.Folder.CloseAsync();
            return new ContainerExit(0, WasStopped: false);
        };

        var result = await run.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        result.Outcome.ShouldBe(CallOutcome.Failed);
        result.Error!.Rule.ShouldBe(EngineRules.Recording);
    }
}

using System.Globalization;
using Operon.Runs.Events;

namespace Operon.Engine.Tests.Calls;

/// <summary>What holds of both loops.</summary>
public sealed class LoopTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData("serialLoop", "[a, b]", "0 0 a|1 1 b")]
    [InlineData("parallelLoop", "[a, b]", "0 0 a|1 1 b")]
    [InlineData("serialLoop", "{ z: 1, B: 2, a: 3 }", "0 B 2|1 a 3|2 z 1")]
    [InlineData("parallelLoop", "{ z: 1, B: 2, a: 3 }", "0 B 2|1 a 3|2 z 1")]
    [InlineData("serialLoop", "$(json)", "0 0 x|1 1 2|2 2 true")]
    [InlineData("serialLoop", "$(./range.json)", "0 k v")]
    [InlineData("serialLoop", "'[\"$(in)\"]'", "0 0 inner")]
    [InlineData("parallelLoop", "[[1, 2], {a: b}]", "0 0 [1,2]|1 1 {\"a\":\"b\"}")]
    [InlineData("serialLoop", "[]", "")]
    [InlineData("parallelLoop", "[]", "")]
    [InlineData("serialLoop", "{}", "")]
    [InlineData("parallelLoop", "'null'", "")]
    public async Task Range_OfAnyKind_GivesIndexKeyAndValue(string loop, string range, string said)
    {
        stage.File("main/range.json", """{"k": "v"}""");
        var run = await stage.RunAsync(
            $"{loop}:\n  range: {range}\n  vars: {{ index: $(i), key: $(k), value: $(v) }}\n  run: {{ box: [say, $(i), $(k), $(v)] }}",
            "inputs: { json: { string: { default: '[\"x\", 2, true]' } }, in: { string: { default: inner } } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.Order(StringComparer.Ordinal).ShouldBe(said.Split('|', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("serialLoop", "'5'")]
    [InlineData("parallelLoop", "'5'")]
    [InlineData("serialLoop", "$(./)")]
    [InlineData("parallelLoop", "no json")]
    [InlineData("serialLoop", "$(nope)")]
    [InlineData("parallelLoop", "[$(nope)]")]
    public async Task Range_ThatIsNone_FailsBeforeTheLoopStarts(string loop, string range)
    {
        var run = await stage.RunAsync($"{loop}:\n  range: {range}\n  run: {{ box: [say, x] }}");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Started.ShouldNotContain(s => s.Kind == loop);
        run.Ended.ShouldContain(e => e.Kind == loop && e.Outcome == CallOutcome.Failed);
    }

    [Theory]
    [InlineData("serialLoop")]
    [InlineData("parallelLoop")]
    public async Task Variables_ThatHideOthers_GiveThemBack(string loop)
    {
        var run = await stage.RunAsync($$"""
            serial:
              - {{loop}}:
                  range: [1, 2]
                  vars: { index: $(x), value: $(z) }
                  run: { serial: [{ box: [say, in, $(x), $(z)] }] }
              - box: [say, out, $(x), $(z)]
            """, "inputs: { x: { string: { default: outer } }, z: { string: { default: other } } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.Order(StringComparer.Ordinal).ShouldBe(["in 0 1", "in 1 2", "out outer other"]);
    }

    [Fact]
    public async Task Serial_WhatAnIterationSets_TheNextSees()
    {
        var run = await stage.RunAsync("""
            serial:
              - serialLoop:
                  range: [a, b, c]
                  vars: { value: v }
                  run: { let: { text: $(text)$(v) } }
              - box: [say, $(text)]
            """, "inputs: { text: { string: { default: '-' } } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["-abc"]);
    }

    [Fact]
    public async Task Serial_Until_SeesTheVariablesOfTheComingIteration()
    {
        await stage.RunAsync("serialLoop:\n  until: [{ eq: [$(i), 2] }]\n  vars: { index: $(i) }\n  run: { box: [say, $(i)] }");

        stage.Runtime.Said.ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task Serial_UntilThatHoldsAtFirst_RunsNothing()
    {
        var run = await stage.RunAsync("serialLoop:\n  until: [{ eq: [1, 1] }]\n  run: { box: [say, x] }");

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        stage.Runtime.Said.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("3", "0 a|1 b")]
    [InlineData("1", "0 a")]
    public async Task Serial_RangeWithUntil_EndsAtWhicheverComesFirst(string end, string said)
    {
        await stage.RunAsync($"serialLoop:\n  range: [a, b]\n  until: [{{ eq: [$(i), {end}] }}]\n  vars: {{ index: $(i), value: $(v) }}\n  run: {{ box: [say, $(i), $(v)] }}");

        stage.Runtime.Said.ShouldBe(said.Split('|'));
    }

    [Fact]
    public async Task Serial_RangeThatBecomesShorter_Ends()
    {
        var run = await stage.RunAsync("""
            serialLoop:
              range: $(list)
              vars: { value: $(v) }
              run: { serial: [{ box: [say, $(v)] }, { let: { list: '"[1]"' } }] }
            """.Replace("'\"[1]\"'", "'[1]'", StringComparison.Ordinal), "inputs: { list: { string: { default: '[1, 2, 3]' } } }");

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        stage.Runtime.Said.ShouldBe(["1"]);
    }

    [Fact]
    public async Task Serial_RangeThatChanges_GoesOnAtTheNextIndexOfTheNew()
    {
        await stage.RunAsync("""
            serialLoop:
              range: $(list)
              vars: { value: $(v) }
              run: { serial: [{ box: [say, $(v)] }, { let: { list: '["x", "y", "z"]' } }] }
            """, "inputs: { list: { string: { default: '[1, 2]' } } }");

        stage.Runtime.Said.ShouldBe(["1", "y", "z"]);
    }

    [Fact]
    public async Task Serial_FailingIteration_EndsIt()
    {
        var run = await stage.RunAsync("serialLoop:\n  range: [0, 5, 6]\n  vars: { value: $(v) }\n  run: { box: [fail, $(v)] }");

        run.Error.ShouldBe("nonzero container exit code: 5");
        run.Ended.Select(e => e.Path).ShouldBe(["serialLoop[0]", "serialLoop[1]", "serialLoop", ""]);
    }

    [Fact]
    public async Task Parallel_FailingIteration_IsNamedByItsKey()
    {
        var run = await stage.RunAsync("parallelLoop:\n  range: { good: 0, bad: 5 }\n  vars: { value: $(v) }\n  run: { serial: [{ box: [fail, $(v)] }, { box: [wait] }] }");

        run.Result.Error!.Message.ShouldBe("{bad} failed, 1 beside it was stopped");
        run.Ended.ShouldContain(e => e.Path == "parallelLoop{bad}" && e.Outcome == CallOutcome.Failed);
    }

    [Fact]
    public async Task Parallel_Outputs_AreMergedInTheOrderOfTheRange()
    {
        await stage.RunAsync("""
            serial:
              - parallelLoop:
                  range: [a, b, c]
                  vars: { value: $(v) }
                  run: { let: { x: $(v) } }
              - box: [say, $(x)]
            """);

        stage.Runtime.Said.ShouldBe(["c"]);
    }

    [Theory]
    [InlineData("serialLoop")]
    [InlineData("parallelLoop")]
    public async Task ThousandIterations_EachEndsOnce(string loop)
    {
        var range = string.Join(',', Enumerable.Range(0, 1000));
        var run = await stage.RunAsync($"{loop}:\n  range: [{range}]\n  vars: {{ value: $(v) }}\n  run: {{ box: [say, $(v)] }}");

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        stage.Runtime.Said.Select(s => int.Parse(s, CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(0, 1000));
        run.Ended.Count(e => e.Kind == "container" && e.Outcome == CallOutcome.Succeeded).ShouldBe(1000);
    }

    [Theory]
    [InlineData("serialLoop: { until: [{ eq: [1, 2] }], run: { let: { x: 1 } } }")]
    [InlineData("serialLoop: { until: [{ eq: [1, 2] }], run: { box: [once] } }")]
    [InlineData("parallelLoop: { range: [1, 2, 3], run: { serialLoop: { until: [{ eq: [1, 2] }], run: { box: [once] } } } }")]
    public async Task Kill_OfALoopWithoutEnd_EndsIt(string loop)
    {
        using var kill = new CancellationTokenSource();
        var rounds = 0;
        stage.Runtime.Scripts["once"] = (_, _, _) =>
        {
            if (Interlocked.Increment(ref rounds) == 20) kill.Cancel();
            return Task.FromResult<Text.Result<Containers.ContainerExit>>(new Containers.ContainerExit(0, WasStopped: false));
        };
        if (!loop.Contains("once", StringComparison.Ordinal)) kill.CancelAfter(TimeSpan.FromMilliseconds(50));

        var run = await Task.Run(() => stage.Op("main", loop).RunOpAsync("main", kill: kill.Token));

        run.Outcome.ShouldBe(CallOutcome.Killed);
        run.Ended.Last().Error.ShouldBeNull();
    }
}

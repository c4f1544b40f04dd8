using Operon.Opspec.Binding;
using Operon.Runs.Events;

namespace Operon.Engine.Tests.Calls;

public sealed class OpCallTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Callee_SeesItsInputsOnly()
    {
        var run = await stage.Op("callee", "box: [say, $(x)]").RunAsync("op: { ref: ../callee }", "inputs: { x: { string: { default: secret of the caller } } }");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Cause.Message.ShouldContain("'x'");
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Caller_GetsBoundOutputsOnly()
    {
        stage.Op("callee", "serial: []", "inputs: { a: { string: { default: A } }, b: { string: { default: B } } }\noutputs: { a: { string: {} }, b: { string: {} } }");
        var run = await stage.RunAsync("""
            serial:
              - op: { ref: ../callee, outputs: { a: } }
              - { if: [{ exists: $(a) }], box: [say, "a is $(a)"] }
              - { if: [{ exists: $(b) }], box: [say, "b is $(b)"] }
            """);

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["a is A"]);
        run.Started.Single(s => s.Op == "./callee" && s.Kind == "op").Path.ShouldBe("serial/[0]");
    }

    [Theory]
    [InlineData("v: $(mine)", false)]
    [InlineData("mine: v", true)]
    [InlineData("mine: $(v)", true)]
    public async Task Outputs_InBothDirections_AreBound_TheOlderWithAWarning(string binding, bool warns)
    {
        var run = await stage.RunAsync($$"""
            serial:
              - op: { ref: ../set, inputs: { v: value }, outputs: { {{binding}} } }
              - box: [say, $(mine)]
            """);

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["value"]);
        stage.Warnings.Select(w => w.Rule).ShouldBe(warns ? [BindingRules.ReversedOutput] : []);
    }

    [Fact]
    public async Task UnknownOutput_IsToldBeforeAnythingRuns()
    {
        stage.Op("callee", "box: [say, ran]", "outputs: { beta: { string: { default: x } }, alpha: { string: { default: x } } }");
        var run = await stage.RunAsync("op: { ref: ../callee, outputs: { wrong: $(x) } }");

        run.Cause.Rule.ShouldBe(BindingRules.UnknownOutput);
        run.Cause.Expected.ShouldBe("one of: alpha, beta");
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Inputs_RequiredUndeclaredAndUnfit_AreAllTold()
    {
        stage.Op("callee", "box: [say, ran]", "inputs: { first: { string: {} }, second: { number: {} } }");
        var undeclared = await stage.RunAsync("op: { ref: ../callee, inputs: { frist: x, other: y, second: no number } }");
        var missing = await stage.RunAsync("op: { ref: ../callee }");

        undeclared.Result.Error!.Message.ShouldContain("3 problems");
        undeclared.Error.ShouldContain("'frist'");
        undeclared.Error.ShouldContain("'other'");
        undeclared.Error.ShouldContain("'second'");
        undeclared.Cause.Fix.ShouldBe("write 'first'");
        missing.Error.ShouldContain("'first'");
        missing.Error.ShouldContain("'second'");
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task MissingOutput_FailsAfterTheBodyRan()
    {
        stage.Op("callee", "box: [say, ran]", "outputs: { out: { string: {} } }");
        var run = await stage.RunAsync("op: { ref: ../callee, outputs: { out: } }");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Error.ShouldContain("'out'");
        stage.Runtime.Said.ShouldBe(["ran"]);
    }

    [Fact]
    public async Task OpWithoutRun_GivesItsDefaults()
    {
        stage.File("callee/op.yml", "name: callee\noutputs: { out: { string: { default: given } } }\n");
        var run = await stage.RunAsync("serial:\n  - op: { ref: ../callee, outputs: { out: } }\n  - box: [say, $(out)]");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["given"]);
    }

    [Theory]
    [InlineData("../nowhere", "no op found for '../nowhere'")]
    [InlineData("$(nowhere)", "'nowhere'")]
    [InlineData("$(x)", "not an op")]
    [InlineData("../empty", "op.yml does not exist")]
    [InlineData("../invalid", "cannot be called")]
    [InlineData("github.com/a/b#1.0.0", "no op found")]
    public async Task Reference_ThatLeadsToNoOp_Fails(string reference, string message)
    {
        stage.File("empty/readme", "").File("invalid/op.yml", "name: invalid\nrum: {}\n");
        var run = await stage.RunAsync($"op: {{ ref: {reference} }}", "inputs: { x: { string: { default: text } } }");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Error.ShouldContain(message);
    }

    [Theory]
    [InlineData("inner")]
    [InlineData("$(./inner)")]
    [InlineData("../beside")]
    [InlineData("beside")]
    [InlineData("$(dir)")]
    public async Task Reference_IsLookedUpInTheOpAndBesideIt(string reference)
    {
        stage.Op("main/inner", "box: [say, found]").Op("beside", "box: [say, found]");
        var run = await stage.RunAsync($"op: {{ ref: {reference} }}", "inputs: { dir: { dir: { default: $(./inner) } } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["found"]);
    }

    [Fact]
    public async Task Recursion_EndsWithItsCondition()
    {
        stage.Op("down", """
            serial:
              - box: [say, $(left)]
              - { if: [{ ne: [$(left), ""] }], op: { ref: ../down, inputs: { left: $(rest) } } }
            """.Replace("ne: [$(left), \"\"]", "exists: $(never)", StringComparison.Ordinal), "inputs: { left: { string: {} }, rest: { string: { default: x } } }");
        stage.Op("list", """
            serial:
              - box: [say, $(items)]
              - if: [{ exists: "$(items[1])" }]
                op: { ref: ../list, inputs: { items: ["$(items[1])"] } }
            """, "inputs: { items: { array: {} } }");
        var run = await stage.RunAsync("serial:\n  - op: { ref: ../down, inputs: { left: once } }\n  - op: { ref: ../list, inputs: { items: [a, b] } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["once", "[\"a\",\"b\"]", "[\"b\"]"]);
    }

    [Fact]
    public async Task Recursion_WithoutEnd_StopsAt64()
    {
        var run = await stage.RunAsync("op: { ref: ../main }");

        run.Cause.Rule.ShouldBe(EngineRules.NestingLimit);
        run.Started.Count().ShouldBe(65);
    }

    [Fact]
    public async Task Recursion_ThroughDeepTrees_NeedsNoStack()
    {
        // As deep as an op.yml may be, as often as ops may nest.
        const int Depth = 80;
        var body = string.Concat(Enumerable.Repeat("{ serial: [", Depth)) + "{ op: { ref: ../main } }" + string.Concat(Enumerable.Repeat("] }", Depth));
        var run = await stage.File("main/op.yml", $"name: main\nrun: {body}\n").RunOpAsync("main");

        run.Cause.Rule.ShouldBe(EngineRules.NestingLimit);
    }

    [Fact]
    public async Task Recursion_ThroughDeepParallels_IsRecordedInBounds()
    {
        const int Depth = 40;
        var body = string.Concat(Enumerable.Repeat("{ parallel: [", Depth)) + "{ op: { ref: ../main } }" + string.Concat(Enumerable.Repeat("] }", Depth));
        var run = await stage.File("main/op.yml", $"name: main\nrun: {body}\n").RunOpAsync("main");

        run.Cause.Rule.ShouldBe(EngineRules.NestingLimit);
        run.Journal.Length.ShouldBeLessThan(64 << 20);
    }

    [Fact]
    public async Task Recursion_ThroughParallels_IsRecordedDownToItsCause()
    {
        var run = await stage.RunAsync("parallel: [{ parallel: [{ parallel: [{ op: { ref: ../main } }] }] }]");

        run.Cause.Rule.ShouldBe(EngineRules.NestingLimit);
        var recorded = run.Ended.Last().Error!;
        while (recorded.Cause is { } cause) recorded = cause;
        recorded.Code.ShouldBe(EngineRules.NestingLimit.Code);
    }
}

using Operon.Engine.Planning;
using Operon.Opspec.Binding;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Planning;

public sealed class PlannerTests : IDisposable
{
    private const string Make = "container: { image: { ref: a }, files: { /f: $(made) } }";

    private readonly PlanStage stage = new();

    public void Dispose() => stage.Dispose();

    [Fact]
    public void Plan_Container_ShowsEverythingItIsGiven()
    {
        var plan = stage.File("main/src/x", "").Plan(
            """
            container:
              image: { ref: golang:$(v), platform: { arch: arm64 } }
              name: web
              workDir: /w
              cmd: [go, build, $(v), { a: 1 }]
              envVars: { COUNT: 5, V: $(v) }
              dirs: { /src: $(./src), /new: $(./made), /out: $(out) }
              files: { /text: hello }
            """,
            "inputs: { v: { string: { default: '1.25' } } }");

        var container = plan.Op.Run!.Container!;
        ShouldBeKnown(container.Image, "golang:1.25");
        ShouldBeKnown(container.Architecture, "arm64");
        ShouldBeKnown(container.Name, "web");
        ShouldBeKnown(container.WorkDir, "/w");
        container.Command!.Value.Select(w => w.Text).ShouldBe(["go", "build", "1.25", "{\"a\":1}"]);
        container.Environment.Select(v => $"{v.Key}={v.Value.Text}").ShouldBe(["COUNT=5", "V=1.25"]);
        container.Mounts.Select(m => $"{m.Kind} {m.Path} {m.Source.Text} {m.Source.IsCreated}").ShouldBe(
            ["Directory /src ./main/src False", "Directory /new ./main/made True", "Directory /out $(out) True", "File /text  True"]);
        plan.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("container: { image: { ref: a }, cmd: [$(nope)] }", "OPS0201", 5, 41)]
    [InlineData("{ name: $(nope), serial: [] }", "OPS0201", 5, 11)]
    [InlineData("{ if: [{ gt: [x, 1] }], serial: [] }", "OPS0302", 5, 17)]
    [InlineData("parallelLoop: { range: '5', run: { serial: [] } }", "OPS0504", 5, 26)]
    [InlineData("serialLoop: { until: [{ eq: [$(nope), 1] }], run: { serial: [] } }", "OPS0201", 5, 32)]
    [InlineData("container: { image: { ref: 'A B' } }", "OPS0502", 5, 30)]
    [InlineData("op: { ref: nowhere }", "OPS0510", 5, 14)]
    public void Plan_RootCallThatCannotBeInterpreted_IsAnErrorWithItsPlace(string run, string code, int line, int column)
    {
        var error = stage.TryPlan("# a comment\n" + run).Error.ShouldNotBeNull();
        error.Code.ShouldBe(code);
        error.Severity.ShouldBe(DiagnosticSeverity.Error);
        error.Span.ShouldNotBeNull().ToString().ShouldBe($"./main/op.yml:{line}:{column}");
    }

    [Fact]
    public void Plan_CallBelowThatWouldFail_IsAWarningThereAndEndsTheSerial()
    {
        var plan = stage.Plan("serial:\n  - serial: [{ container: { image: { ref: a }, cmd: [$(nope)] } }]\n  - container: { image: { ref: b } }");

        var warning = plan.Warnings.ShouldHaveSingleItem();
        warning.Severity.ShouldBe(DiagnosticSeverity.Warning);
        warning.Span!.ToString().ShouldBe("./main/op.yml:5:56");
        plan.Op.Run!.Calls[0].Calls[0].State.ShouldBe(PlannedState.Fails);
        plan.Op.Run.Calls[0].Calls[0].Problem.ShouldBe(warning);
        plan.Op.Run.Calls[1].State.ShouldBe(PlannedState.NotReached);
    }

    [Fact]
    public void Plan_WhatAContainerMakes_IsKnownWhenItRuns()
    {
        var plan = stage.Plan($"serial:\n  - {{ {Make} }}\n  - container: {{ image: {{ ref: $(made) }}, cmd: [echo, 'v$(made)!', $(made.name), known], envVars: {{ M: }}, files: {{ /m: $(made) }} }}".Replace("M: }", "made: }", StringComparison.Ordinal));

        var container = plan.Op.Run!.Calls[1].Container!;
        container.Image.Unknown.ShouldBe(["$(made)"]);
        container.Command!.Value.Select(w => (w.Text, w.Unknown.Length)).ShouldBe([("echo", 0), ("v$(made)!", 1), ("$(made.name)", 1), ("known", 0)]);
        container.Environment.Single().Value.Text.ShouldBe("$(made)");
        container.Mounts.Single().Source.IsCreated.ShouldBeTrue();
        plan.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("eq: [$(made), x]", PlannedState.Perhaps)]
    [InlineData("ne: [$(made), x]", PlannedState.Perhaps)]
    [InlineData("gt: [$(made), 1]", PlannedState.Perhaps)]
    [InlineData("exists: $(made.x)", PlannedState.Perhaps)]
    [InlineData("exists: $(made)", PlannedState.Runs)]
    [InlineData("eq: [1, 2, $(made)]", PlannedState.Skipped)]
    [InlineData("eq: [1, 1]", PlannedState.Runs)]
    [InlineData("notExists: $(other)", PlannedState.Runs)]
    public void Plan_Condition_IsKnownOnlyWhenItDependsOnNothingThatRuns(string condition, PlannedState state)
    {
        var plan = stage.Plan($"serial:\n  - {{ {Make} }}\n  - {{ if: [{{ {condition} }}], container: {{ image: {{ ref: a }}, cmd: [$(made)] }} }}");
        plan.Op.Run!.Calls[1].State.ShouldBe(state);
        (plan.Op.Run.Calls[1].Container is null).ShouldBe(state == PlannedState.Skipped);
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_VariablesOfACallThatPerhapsRuns_AreNotKnown()
    {
        var plan = stage.Plan(
            $$"""
            serial:
              - { {{Make}} }
              - { if: [{ eq: [$(made), x] }], container: { image: { ref: a }, dirs: { /d: $(late) } } }
              - { if: [{ exists: $(late) }], container: { image: { ref: a }, dirs: { /d: $(late) }, cmd: [$(late/x)] } }
            """);
        plan.Op.Run!.Calls[2].State.ShouldBe(PlannedState.Perhaps);
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_FilesWhereAContainerWrites_AreNotKnownAfterIt()
    {
        var plan = stage.File("main/v", "1").Plan(
            """
            serial:
              - container: { image: { ref: a }, cmd: [$(./v)], dirs: { /d: $(./) } }
              - container: { image: { ref: a }, cmd: [$(./v), $(./new)], files: { /v: $(./v) } }
              - { if: [{ exists: $(./v) }], container: { image: { ref: a } } }
            """);
        ShouldBeKnown(plan.Op.Run!.Calls[0].Container!.Command!.Value[0], "1");
        plan.Op.Run.Calls[1].Container!.Command!.Value.Select(w => w.Unknown.Single()).ShouldBe(["$(./v)", "$(./new)"]);
        ShouldBeKnown(plan.Op.Run.Calls[1].Container!.Mounts[0].Source, "./main/v");
        plan.Op.Run.Calls[2].State.ShouldBe(PlannedState.Perhaps);
        plan.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("parallelLoop", "$(made)")]
    [InlineData("serialLoop", "$(made), $(i)")]
    public void Plan_LargeRange_ShowsTheFirstIterationsAndTheCount(string kind, string after)
    {
        stage.File("main/range.json", $"[{string.Join(',', Enumerable.Range(0, 100_000))}]");
        var plan = stage.Plan($"serial:\n  - {kind}: {{ range: $(./range.json), vars: {{ value: $(x), index: $(i) }}, run: {{ container: {{ image: {{ ref: a }}, cmd: [$(x)], files: {{ /f: $(made) }} }} }} }}\n  - container: {{ image: {{ ref: a }}, cmd: [{after}] }}");

        var loop = plan.Op.Run!.Calls[0].Loop!;
        loop.Count.ShouldBe(100_000);
        loop.Iterations.Select(i => i.Step).ShouldBe(["[0]", "[1]", "[2]", "[3]", "[4]"]);
        loop.Iterations[4].Variables.Select(v => $"{v.Key}={v.Value.Text}").ShouldBe(["i=4", "x=4"]);
        loop.Iterations[4].Call.Path.ShouldBe("serial/[0][4]");
        plan.Op.Run.Calls[1].Container!.Command!.Value.ShouldAllBe(w => w.Unknown.Length == 1);
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_LoopsOfLoops_EndAtTheLimitOfCalls()
    {
        var body = "{ container: { image: { ref: a } } }";
        for (var i = 0; i < 7; i++) body = $"{{ serialLoop: {{ range: [1, 2, 3, 4, 5], run: {body} }} }}";
        var plan = stage.Plan(body);
        Count(plan.Op.Run!).ShouldBeInRange(5_000, 100_000);

        static int Count(PlannedCall call) => 1 + call.Calls.Sum(Count) + (call.Loop?.Iterations.Sum(i => Count(i.Call)) ?? 0);
    }

    [Theory]
    [InlineData("parallelLoop: { range: $(made), vars: { value: $(x) }, run: { container: { image: { ref: a }, cmd: [$(x.y)] } } }")]
    [InlineData("serialLoop: { range: $(made), vars: { value: $(x) }, run: { container: { image: { ref: a }, cmd: [$(x.y)] } } }")]
    [InlineData("serialLoop: { until: [{ eq: [$(made), x] }], vars: { index: $(x) }, run: { container: { image: { ref: a }, cmd: [$(x)] } } }")]
    public void Plan_LoopWhoseLengthIsNotKnown_ShowsOneIterationForAll(string loop)
    {
        var plan = stage.Plan($"serial:\n  - {{ {Make} }}\n  - {loop}");
        var planned = plan.Op.Run!.Calls[1].Loop!;
        planned.Count.ShouldBeNull();
        planned.Iterations.ShouldHaveSingleItem().Step.ShouldBe("[*]");
        planned.Iterations[0].Call.Container!.Command!.Value[0].Unknown.ShouldBe(["$(x)"]);
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_SerialLoopUntilAVariableExists_EndsWhereItWould()
    {
        var plan = stage.Plan("serialLoop: { until: [{ exists: $(done) }], run: { container: { image: { ref: a }, files: { /f: $(done) } } } }");
        plan.Op.Run!.Loop!.Count.ShouldBe(1);
        plan.Op.Run.Loop.Iterations.Length.ShouldBe(1);
    }

    [Fact]
    public void Plan_NestedOps_BindWhatIsKnownAndGiveTheirOutputsBack()
    {
        stage.Op("lib", "container: { image: { ref: 'img:$(tag)' }, cmd: [$(made), $(size)], files: { /o: $(out) } }", "inputs: { tag: { string: {} }, made: { string: {} }, size: { number: { default: 3 } } }\noutputs: { out: { string: {} }, tag: { string: {} } }");
        var plan = stage.Plan($"serial:\n  - {{ {Make} }}\n  - op: {{ ref: ../lib, inputs: {{ tag: v1, made: 'x-$(made)' }}, outputs: {{ out: $(res), tag: $(back) }} }}\n  - container: {{ image: {{ ref: a }}, cmd: [$(res), $(back)] }}".Replace("'img:$(tag)'", "img", StringComparison.Ordinal));

        var op = plan.Op.Run!.Calls[1].Op!;
        op.Inputs.Select(i => $"{i.Key}={i.Value.Text}").ShouldBe(["made=x-$(made)", "size=3", "tag=v1"]);
        op.Inputs[0].Value.Unknown.ShouldBe(["$(made)"]);
        ShouldBeKnown(op.Run!.Container!.Image, "img:v1");
        op.Run.Container.Command!.Value.Select(w => w.Text).ShouldBe(["$(made)", "3"]);
        op.Run.Path.ShouldBe("serial/[1]/container");
    }

    [Fact]
    public void Plan_NestedOpWithAnArgumentThatDoesNotFit_WarnsAtTheCall()
    {
        stage.Op("lib", "serial: []", "inputs: { n: { number: { constraints: { maximum: 3 } } }, s: { string: {} } }");
        var plan = stage.Plan("serial:\n  - op: { ref: ../lib, inputs: { n: 4, s: x } }");
        plan.Op.Run!.Calls[0].State.ShouldBe(PlannedState.Fails);
        plan.Warnings.ShouldHaveSingleItem().RootCause.Rule.ShouldBe(BindingRules.BreaksConstraints);
    }

    [Fact]
    public void Plan_OpsThatCallOneAnother_StopsWhereOneComesAgain()
    {
        stage.Op("a", "op: { ref: ../b, outputs: { o: $(o) } }", "outputs: { o: { string: {} } }").Op("b", "op: { ref: ../a, outputs: { o: $(o) } }", "outputs: { o: { string: {} } }");
        var plan = stage.Plan("serial:\n  - op: { ref: ../a, outputs: { o: $(o) } }\n  - container: { image: { ref: x }, cmd: [$(o)] }");
        plan.Op.Run!.Calls[0].Op!.Run!.Op!.Run!.Op!.Cut.ShouldBe(PlanCut.Recursion);
        plan.Op.Run.Calls[1].Container!.Command!.Value[0].Unknown.ShouldBe(["$(o)"]);
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_OpThatAContainerMakes_IsNotLookedInto()
    {
        var plan = stage.Plan("serial:\n  - container: { image: { ref: a }, dirs: { /d: $(tool) } }\n  - op: { ref: $(tool), outputs: { o: $(o) } }\n  - container: { image: { ref: a }, cmd: [$(o)] }");
        plan.Op.Run!.Calls[1].Op.ShouldBeNull();
        plan.Op.Run.Calls[1].State.ShouldBe(PlannedState.Runs);
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_Needs_AreShownAndWhatIsStoppedEarlyIsNotCertain()
    {
        var plan = stage.Plan(
            """
            serial:
              - parallel:
                  - { name: server, serial: [{ container: { image: { ref: a } } }, { container: { image: { ref: a }, files: { /f: $(log) } } }] }
                  - { needs: [server], container: { image: { ref: b } } }
              - { if: [{ exists: $(log) }], serial: [] }
            """);
        plan.Op.Run!.Calls[0].Calls[1].Needs.ShouldBe(["server"]);
        plan.Op.Run.Calls[1].State.ShouldBe(PlannedState.Perhaps);
    }

    [Fact]
    public void Plan_Secrets_AreShownByTheirNamesAlone()
    {
        const string Secret = "canary-7f3a";
        stage.Op("lib", "container: { image: { ref: a }, name: $(t), workDir: /$(t), cmd: [$(t)], files: { /f: $(t) } }", "inputs: { t: { string: {} } }");
        var plan = stage.Plan(
            """
            serial:
              - { name: $(s), container: { image: { ref: $(s) }, cmd: [a, '$(s)', $(o.k), $(l)], envVars: { S: $(s), O: $(o) }, files: { /s: $(s), /t: 'x$(s)', /u: { k: $(s) } } } }
              - op: { ref: ../lib, inputs: { t: 'pre-$(s)' } }
              - container: { image: { ref: a }, envVars: $(q) }
              - parallelLoop: { range: $(l), vars: { value: $(v), key: $(k) }, run: { container: { image: { ref: a }, cmd: [$(v)] } } }
              - serialLoop: { range: $(o), vars: { value: $(v), key: $(k) }, run: { container: { image: { ref: a }, cmd: [$(v)] } } }
            """,
            $"inputs: {{ s: {{ string: {{ isSecret: true, default: {Secret} }} }}, o: {{ object: {{ isSecret: true, default: {{ k: {Secret} }} }} }}, q: {{ object: {{ isSecret: true, default: {{ {Secret}: 1 }} }} }}, l: {{ array: {{ isSecret: true, default: [{Secret}] }} }} }}");

        var texts = Texts(plan.Op).ToList();
        texts.ShouldContain(t => t.Secrets.Contains("s"));
        texts.ShouldAllBe(t => !t.Text.Contains(Secret));
        plan.Warnings.ShouldBeEmpty();
    }

    private static void ShouldBeKnown(PlannedText? text, string expected)
    {
        text.ShouldNotBeNull().Text.ShouldBe(expected);
        text.Unknown.ShouldBeEmpty();
    }

    private static IEnumerable<PlannedText> Texts(PlannedOp op) => [.. op.Inputs.Select(i => i.Value), .. op.Run is null ? [] : Texts(op.Run)];

    private static IEnumerable<PlannedText> Texts(PlannedCall call)
    {
        var container = call.Container;
        return
        [
            .. new[] { call.Name, container?.Image, container?.Name, container?.WorkDir }.OfType<PlannedText>(),
            .. container?.Command ?? [],
            .. container?.Environment.SelectMany(v => new[] { new PlannedText(v.Key), v.Value }) ?? [],
            .. container?.Mounts.Select(m => m.Source) ?? [],
            .. call.Op is null ? [] : Texts(call.Op),
            .. call.Calls.SelectMany(Texts),
            .. call.Loop?.Iterations.SelectMany(i => i.Variables.Select(v => v.Value).Concat(Texts(i.Call)).Append(new PlannedText(i.Step)).Append(new PlannedText(i.Call.Path))) ?? [],
        ];
    }
}

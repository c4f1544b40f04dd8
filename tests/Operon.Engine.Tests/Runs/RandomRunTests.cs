using FsCheck;
using FsCheck.Fluent;
using Operon.Containers;
using Operon.Runs.Events;

namespace Operon.Engine.Tests.Runs;

/// <summary>Trees of calls of any shape, in which containers fail, end the run or throw when they like.</summary>
public sealed class RandomRunTests(Machine machine)
{
    private static readonly string[] Leaves =
    [
        "box: [say, x]", "box: [say, x]", "box: [slow, 1]", "box: [slow, 20]", "let: { x: $(x)1 }", "serial: []", "parallel: []",
        "box: [say, $(x)]", "if: [{ eq: [1, 2] }], box: [throw]", "box: [fail, 1, why]", "box: [throw]", "box: [kill]", "box: [say, $(nope)]", "op: { ref: ../nowhere }",
    ];

    [Fact]
    public void AnyTree_Ends_AndEveryCallEndsOnceAfterItsChildren() =>
        Prop.ForAll(Trees().ToArbitrary(), RunAsync).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(12));

    // The main op and one that it may call, of which the failing leaves are the rarer the more calls there are.
    private static Gen<(string Main, string Sub)> Trees() =>
        from leaves in Gen.Choose(3, 40).Select(n => Gen.Frequency((n, Gen.Elements(Leaves[..9])), (1, Gen.Elements(Leaves[9..]))))
        from main in Gen.Sized(size => Tree(size, leaves, calls: true))
        from sub in Tree(3, leaves, calls: false)
        select (main, sub);

    private static Gen<string> Tree(int size, Gen<string> leaves, bool calls)
    {
        if (size <= 0) return leaves;
        var children = Gen.Choose(0, 4).SelectMany(n => Tree(size / 2, leaves, calls).ListOf(n));
        var body = Tree(size / 2, leaves, calls);
        var range = Gen.Elements("[]", "[1]", "[1, 2, 3]", "{ a: 1, b: 2 }", "[1, 2, 3, 4, 5, 6, 7, 8, 9]");
        return Gen.OneOf(
            leaves,
            children.Select(c => $"serial: [{List(c)}]"),
            children.Select(c => $"parallel: [{List(c)}]"),
            children.Select(c => $"parallel: [{{ name: server, box: [wait] }}, {{ needs: [server], serial: [{List(c)}] }}]"),
            from r in range from b in body select $"serialLoop: {{ range: {r}, vars: {{ value: $(x) }}, run: {{ {b} }} }}",
            from r in range from b in body select $"parallelLoop: {{ range: {r}, vars: {{ index: $(i) }}, run: {{ {b} }} }}",
            body.Select(b => $"if: [{{ eq: [1, 1] }}], serial: [{{ {b} }}]"),
            Gen.Constant(calls ? "op: { ref: ../sub, inputs: { x: $(x) }, outputs: { x: } }" : "serial: []"));
    }

    private static string List(IEnumerable<string> calls) => string.Join(", ", calls.Select(c => $"{{ {c} }}"));

    private async Task RunAsync((string Main, string Sub) trees)
    {
        await using var stage = new Stage(machine);
        using var kill = new CancellationTokenSource();
        var (begun, ended) = (0, 0);
        stage.Runtime.Scripts["slow"] = async (spec, output, stop) =>
        {
            Interlocked.Increment(ref begun);
            for (var i = int.Parse(spec.Command[1].ToString()); i > 0 && !stop.IsCancellationRequested; i--)
            {
                await Task.Yield();
                await output.WriteAsync(ContainerStream.Output, "line\n"u8.ToArray());
            }

            Interlocked.Increment(ref ended);
            return new ContainerExit(0, stop.IsCancellationRequested);
        };
        stage.Runtime.Scripts["throw"] = (_, _, _) => throw new InvalidOperationException("thrown");
        stage.Runtime.Scripts["kill"] = async (_, _, stop) =>
        {
            await kill.CancelAsync();
            return new ContainerExit(0, stop.IsCancellationRequested);
        };
        const string Parameters = "inputs: { x: { string: { default: x } } }\noutputs: { x: { string: { default: none } } }";
        stage.Op("sub", $"{{ {trees.Sub} }}", Parameters).Op("main", $"{{ {trees.Main} }}", Parameters);

        var run = await stage.RunOpAsync("main", kill: kill.Token);

        ended.ShouldBe(begun, "the run waits for its containers");
        var parents = run.Ended.Where(e => e.Outcome == CallOutcome.Failed).Select(e => e.Parent).ToHashSet();
        foreach (var end in run.Ended)
        {
            (end.Outcome == CallOutcome.Failed).ShouldBe(end.Error is not null, end.Path);
            if (end.Outcome == CallOutcome.Succeeded) parents.ShouldNotContain(end.Call, $"{end.Path} succeeded although a child failed");
        }

        if (!kill.IsCancellationRequested) run.Outcome.ShouldNotBe(CallOutcome.Killed);
        stage.Leftovers.ShouldBeEmpty();
    }
}

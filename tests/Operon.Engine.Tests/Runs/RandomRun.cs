using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Operon.Engine.Tests.Runs;

/// <summary>A run that a seed decides: the same seed gives the same ops, delays and kill.</summary>
/// <param name="Main">What the root op runs: a tree of calls of any shape, in which containers fail, end the run or throw when they like.</param>
/// <param name="Sub">What an op runs that it may call.</param>
/// <param name="Turns">How containers that wait go on.</param>
/// <param name="KillAt">The number of the event at which the run is killed from outside; null for a run that nobody kills from there.</param>
/// <param name="MaxContainers">What loops take turns for, if they do.</param>
internal sealed record RandomRun(string Main, string Sub, ImmutableArray<int> Turns, int? KillAt, int? MaxContainers)
{
    private const int LargestSize = 12;

    // The last six fail or kill.
    private static readonly string[] Leaves =
    [
        "box: [say, x]", "box: [say, x]", "box: [pause, 1]", "box: [pause, 5]", "box: [stubborn, 3]", "let: { x: $(x)1 }", "serial: []", "parallel: []",
        "box: [say, $(x)]", "if: [{ eq: [1, 2] }], box: [throw]",
        "box: [fail, 1, why]", "box: [throw]", "box: [broken]", "box: [kill]", "box: [say, $(nope)]", "op: { ref: ../nowhere }", "container: { image: { ref: nobody-has-this } }",
    ];

    private const int Failing = 7;

    /// <summary>The run of a seed.</summary>
    public static RandomRun Of(int seed) => Cases().Sample(1, new Rnd((ulong)seed), seed % (LargestSize + 1)).Single();

    /// <inheritdoc/>
    public override string ToString() =>
        $"main: {Main}\nsub: {Sub}\n{(KillAt is { } number ? $"killed at event {number}" : "not killed from outside")}, {(MaxContainers is { } most ? $"--max-containers {most}" : "no limit")}";

    private static Gen<RandomRun> Cases() =>
        from leaves in Gen.Choose(3, 60).Select(n => Gen.Frequency((n, Gen.Elements(Leaves[..^Failing])), (1, Gen.Elements(Leaves[^Failing..]))))
        from main in Gen.Sized(size => Tree(size, leaves, calls: true))
        from sub in Tree(3, leaves, calls: false)
        from turns in Gen.Choose(0, 9999).ListOf(64)
        from killAt in Gen.Frequency((2, Gen.Constant((int?)null)), (1, Gen.Choose(0, 40).Select(n => (int?)n)))
        from most in Gen.Frequency((2, Gen.Constant((int?)null)), (1, Gen.Choose(1, 3).Select(n => (int?)n)))
        select new RandomRun(main, sub, [.. turns], killAt, most);

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
            children.Select(c => $"serial: [{Named(c)}]"),
            children.Select(c => $"parallel: [{{ name: server, box: [wait] }}, {{ needs: [server], serial: [{List(c)}] }}]"),
            from r in range from b in body select $"serialLoop: {{ range: {r}, vars: {{ value: $(x) }}, run: {{ {b} }} }}",
            from r in range from b in body select $"parallelLoop: {{ range: {r}, vars: {{ index: $(i) }}, run: {{ {b} }} }}",
            body.Select(b => $"if: [{{ eq: [1, 1] }}], serial: [{{ {b} }}]"),
            Gen.Constant(calls ? "op: { ref: ../sub, inputs: { x: $(x) }, outputs: { x: } }" : "serial: []"));
    }

    private static string List(IEnumerable<string> calls) => string.Join(", ", calls.Select(c => $"{{ {c} }}"));

    // All of one name.
    private static string Named(IEnumerable<string> calls) => string.Join(", ", calls.Select(c => $"{{ name: same, {c} }}"));
}

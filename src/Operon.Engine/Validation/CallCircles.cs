using Operon.Content.Locations;
using Operon.Engine.Sources;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Validation;

/// <summary>Finds ops that call themselves, or each other in a circle, without anything that could end it.</summary>
internal sealed class CallCircles(DisplayPaths paths)
{
    private readonly Dictionary<Location, IReadOnlyList<(OpCallDeclaration Call, Location Callee)>> calls = [];
    private readonly List<Location> order = [];
    private readonly HashSet<Location> finished = [];

    /// <summary>The op calls below a call that are made whatever happens: none has a condition, or a loop that may not turn, around it.</summary>
    public static IEnumerable<OpCallDeclaration> CertainCalls(CallDeclaration call) => call.If is not null ? [] : call switch
    {
        OpCallDeclaration op => [op],
        SerialCallDeclaration serial => serial.Calls.SelectMany(CertainCalls),
        ParallelCallDeclaration parallel => parallel.Calls.SelectMany(CertainCalls),
        SerialLoopDeclaration { Until: null } loop when loop.Range is null || Turns(loop.Range) => CertainCalls(loop.Run),
        ParallelLoopDeclaration loop when Turns(loop.Range) => CertainCalls(loop.Run),
        _ => [],
    };

    /// <summary>Remembers what an op calls whatever happens.</summary>
    public void Add(Location op, IReadOnlyList<(OpCallDeclaration Call, Location Callee)> callees)
    {
        order.Add(op);
        calls[op] = callees;
    }

    /// <summary>A warning at each call that closes a circle, among the ops added since the last time and those they call.</summary>
    public IEnumerable<Diagnostic> Find()
    {
        // Not by recursion: a chain of ops may be longer than the stack is deep.
        var found = new List<Diagnostic>();
        var told = new HashSet<(Location From, Location To)>();
        foreach (var start in order)
        {
            if (!finished.Add(start)) continue;
            var path = new List<(Location Op, int Next)> { (start, 0) };
            while (path.Count > 0)
            {
                var (op, next) = path[^1];
                var callees = calls.GetValueOrDefault(op) ?? [];
                if (next == callees.Count)
                {
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                path[^1] = (op, next + 1);
                var (call, callee) = callees[next];
                var from = path.FindIndex(p => p.Op == callee);
                if (from >= 0 && told.Add((op, callee))) found.Add(Warning(call, [.. path.Skip(from).Select(p => p.Op), callee]));
                else if (from < 0 && finished.Add(callee)) path.Add((callee, 0));
            }
        }

        order.Clear();
        return found;
    }

    private Diagnostic Warning(OpCallDeclaration call, List<Location> circle)
    {
        var steps = string.Join(" → ", circle.Select(paths.Show));
        return new Diagnostic(ValidationRules.EndlessCalls, circle.Count == 2 ? "the op calls itself without end" : $"ops call each other without end: {steps}", call.RefSpan)
        {
            Expected = "a call that is not always made",
            Fix = circle.Count == 2 ? "give the call an 'if' that ends it" : "give one of these calls an 'if' that ends it",
        };
    }

    private static bool Turns(Expression range) => range is ArrayExpression { Items.Length: > 0 };
}

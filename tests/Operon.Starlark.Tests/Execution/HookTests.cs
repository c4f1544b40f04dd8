using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Execution;

/// <summary>What a host sees of a program that runs.</summary>
public sealed class HookTests
{
    [Fact]
    public void Reached_WhenSet_IsToldOfEveryStatement()
    {
        var reached = new List<string>();
        var thread = new StarlarkThread { Reached = (_, file, position) => reached.Add($"{file}:{position}") };
        Starlark.Output("def f(x):\n  if x:\n    return 1; pass\nf(2)", thread: thread);
        reached.ShouldBe(["t.star:1:1", "t.star:4:1", "t.star:2:3", "t.star:3:5"]);
    }

    [Fact]
    public void CallStack_AskedByABuiltin_HasPositionsAndVariables()
    {
        var seen = new List<string>();
        var look = new Builtin("look", (StarlarkThread thread, scoped in Arguments _) =>
        {
            seen.AddRange(thread.CallStack.Select(call => $"{call.Function.Name} {call.Position} {string.Join(" ", call.Locals.Select(local => $"{local.Key}={local.Value}"))}".TrimEnd()));
            return Value.None;
        });
        Evaluator.Execute(new StarlarkThread(), "t.star", "def f(a, b = 2):\n  c = 3\n  g = lambda: b\n  look()\n  d = g\nf(1)", new Dictionary<string, Value> { ["look"] = look });
        seen.ShouldBe(["f 4:7 a=1 b=2 c=3 g=<function lambda>", "<toplevel> 6:2"]);
    }
}

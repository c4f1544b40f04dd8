using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests;

/// <summary>Runs programs that tests write down.</summary>
internal static class Starlark
{
    public static readonly Dictionary<string, Value> Predeclared = new() { ["struct"] = StructModule.Struct, ["json"] = JsonModule.Module };

    public static readonly Dialect Everything = new() { Set = true, While = true, TopLevelControl = true, GlobalReassign = true, Recursion = true };

    /// <summary>What a program prints, line by line; at the end its errors as they would be shown.</summary>
    public static string Output(string text, Dialect? dialect = null, StarlarkThread? thread = null)
    {
        var output = new StringBuilder();
        thread ??= new StarlarkThread();
        thread.Print = (_, line) => output.Append(line.TryGetString(out var shown) ? shown : "").Append('\n');
        try
        {
            Evaluator.Execute(thread, "t.star", text, Predeclared, dialect);
        }
        catch (StaticErrorException failure)
        {
            foreach (var error in failure.Errors) output.Append(error).Append('\n');
        }
        catch (StarlarkException failure)
        {
            output.Append(failure.Traceback()).Append('\n');
        }

        return output.ToString().TrimEnd('\n');
    }

    public static Value Evaluate(string expression) => Evaluator.Evaluate(new StarlarkThread(), "t.star", expression, Predeclared);

    public static Module Execute(string text, Dialect? dialect = null) => Evaluator.Execute(new StarlarkThread(), "t.star", text, Predeclared, dialect);

    public static Value Get(this Module module, string name) =>
        module.TryGet(name, out var value) ? value : throw new InvalidOperationException($"no {name}");
}

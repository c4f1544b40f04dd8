using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;

namespace StarlarkHost;

/// <summary>Builtins with which programs test the language.</summary>
internal static class TestBuiltins
{
    public static void AddTo(Dictionary<string, Value> names)
    {
        names["catch"] = new Builtin("catch", static (StarlarkThread thread, scoped in Arguments arguments) => Catch(thread, arguments.Positional[0]));
        names["_freeze"] = new Builtin("freeze", static (StarlarkThread _, scoped in Arguments arguments) =>
        {
            Freezer.Freeze(arguments.Positional);
            return arguments.Positional[0];
        });
        names["module"] = new Builtin("module", static (StarlarkThread _, scoped in Arguments arguments) =>
        {
            var members = new List<KeyValuePair<string, Value>>();
            for (var i = 0; i < arguments.Names.Length; i++) members.Add(new(arguments.Names[i], arguments.Named[i]));
            return new StarlarkModule(arguments.Positional[0].TryGetString(out var name) ? name : "", members.ToArray());
        });
        names["hasfields"] = new Builtin("hasfields", static (StarlarkThread _, scoped in Arguments _) => new HasFields());
        names["fibonacci"] = new Fibonacci();
        names["math"] = MathModule.Module;
        names["time"] = TimeModule.Create(TimeProvider.System);
    }

    // The message of the error, or None.
    private static Value Catch(StarlarkThread thread, Value function)
    {
        try
        {
            thread.Call(function);
            return Value.None;
        }
        catch (StarlarkException error)
        {
            return error.Message;
        }
    }
}

using System.Runtime.Versioning;
using Operon.Releases.Sdk.Loading;
using Operon.Starlark.Builtins;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary>The names that configuration files have besides those of the language (releases, section 2.4).</summary>
[UnsupportedOSPlatform("windows")]
internal static class SdkNames
{
    /// <summary>Those of a file that has chosen no version of the SDK.</summary>
    public static IReadOnlyDictionary<string, Value> Bare { get; } = Frozen(new(StringComparer.Ordinal)
    {
        [SdkVersion.Function] = SdkFunction.Of(SdkVersion.Function, (_, in _) => Value.None),
        ["struct"] = StructModule.Struct,
        ["json"] = JsonModule.Module,
    });

    /// <summary>Those of a main file.</summary>
    /// <param name="scope">What the functions share.</param>
    /// <param name="hasAfter">Whether the name <c>after</c> is there, which the main file of a package does not have.</param>
    public static IReadOnlyDictionary<string, Value> Of(ConfigurationScope scope, bool hasAfter)
    {
        var names = new Dictionary<string, Value>(Bare, StringComparer.Ordinal);
        foreach (var function in TaskFunctions.Of(scope).Concat(EnvironmentFunctions.Of(scope)).Concat(ReferenceFunctions.Of(scope)).Concat(RepositoryFunctions.Of(scope)).Concat(MachineFunctions.Alone(scope)).Concat(ReservedFunctions.All)) names.Add(function.Name, function);
        if (hasAfter) names.Add(ReservedFunctions.After.Name, ReservedFunctions.After);

        names.Add("store", StoreFunctions.Of(scope));
        names.Add("http", HttpFunctions.Of(scope));
        AddHost(names, scope);
        return Frozen(names);
    }

    private static void AddHost(Dictionary<string, Value> names, ConfigurationScope scope)
    {
        // Loops, not sequences over pairs: those are not compiled ahead, and every command begins here.
        (string Field, Builtin Function)[] functions = [.. MachineFunctions.Of(scope), .. FileFunctions.Of(scope), ("shell", ShellFunction.Of(scope))];
        var fields = new KeyValuePair<string, Value>[functions.Length];
        for (var i = 0; i < functions.Length; i++)
        {
            var (name, function) = functions[i];
            names.Add(function.Name, function);
            fields[i] = new(name, function);
        }

        names.Add("host", SdkFunction.Struct(fields));
    }

    // Forks share them.
    private static Dictionary<string, Value> Frozen(Dictionary<string, Value> names)
    {
        foreach (var (_, value) in names) Freezer.Freeze(value);
        return names;
    }
}

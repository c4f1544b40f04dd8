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
        var fields = new List<KeyValuePair<string, Value>>();
        foreach (var (name, function) in MachineFunctions.Of(scope).Concat(FileFunctions.Of(scope)).Append(("shell", ShellFunction.Of(scope))))
        {
            names.Add(function.Name, function);
            fields.Add(new(name, function));
        }

        names.Add("host", SdkFunction.Struct([.. fields]));
    }

    // Forks share them.
    private static Dictionary<string, Value> Frozen(Dictionary<string, Value> names)
    {
        Freezer.Freeze([.. names.Values]);
        return names;
    }
}

using System.Diagnostics.CodeAnalysis;
using Operon.Starlark.Execution;

namespace Operon.Releases.Sdk;

/// <summary>
/// The functions that can be found again by what documents say of them: globals. A function that was made by another one and shares its
/// place with a second cannot, as nobody could tell which one was meant.
/// </summary>
internal sealed class PackageFunctions
{
    private readonly Dictionary<FunctionIdentity, Function?> functions = [];

    public PackageFunctions(Module main, IEnumerable<Module> loaded)
    {
        foreach (var module in loaded.Prepend(main))
        {
            foreach (var name in module.Names)
            {
                if (!module.TryGet(name, out var value) || value.As<Function>() is not { } function) continue;
                var identity = FunctionIdentity.Of(function);
                functions[identity] = functions.TryGetValue(identity, out var known) && !ReferenceEquals(known, function) ? null : function;
            }
        }
    }

    public bool TryGet(FunctionIdentity identity, [NotNullWhen(true)] out Function? function) => functions.TryGetValue(identity, out function) && function is not null;

    /// <summary>Whether several functions have one identity.</summary>
    public bool IsAmbiguous(FunctionIdentity identity) => functions.TryGetValue(identity, out var function) && function is null;
}

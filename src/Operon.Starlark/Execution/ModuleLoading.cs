using Operon.Starlark.Spelling;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>What the <c>load</c> statement does with the loader of the host.</summary>
internal static class ModuleLoading
{
    public static Module Load(StarlarkThread thread, string module)
    {
        if (thread.Load is not { } load) throw new StarlarkException("load not implemented by this application");
        Exception failure;
        try
        {
            return load(thread, module);
        }
        catch (Exception error) when (error is StarlarkException or StaticErrorException)
        {
            failure = error;
        }

        // Not where it is caught: what throws there keeps its stack, and that of all files within.
        throw LoadException.Of(module, failure);
    }

    public static Value Get(Module loaded, string module, string name)
    {
        if (loaded.TryGet(name, out var value)) return value;
        var meant = Suggestions.Nearest(name, loaded.Names.Order(StringComparer.Ordinal));
        throw new StarlarkException($"load: name {name} not found in module {module}{(meant is null ? "" : $" (did you mean {meant}?)")}");
    }
}

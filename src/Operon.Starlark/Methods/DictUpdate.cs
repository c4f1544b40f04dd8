using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>What <c>dict(…)</c> and <c>update</c> do: pairs or a mapping, then named values.</summary>
internal static class DictUpdate
{
    public static void Apply(string function, StarlarkDict dict, scoped in Arguments arguments)
    {
        var positional = arguments.Positional;
        if (positional.Length > 1)
            throw new StarlarkException($"{function}: got {positional.Length} arguments, want at most 1");
        try
        {
            if (positional.Length == 1)
                AddAll(dict, positional[0]);
            for (var i = 0; i < arguments.Names.Length; i++)
                dict.Set(Value.FromString(arguments.Names[i]), arguments.Named[i]);
        }
        catch (StarlarkException exception)
        {
            throw new StarlarkException($"{function}: {exception.Message}", exception);
        }
    }

    private static void AddAll(StarlarkDict dict, in Value updates)
    {
        if (updates.Reference is StarlarkDict other)
        {
            if (other.Count > 0)
                dict.Table.CheckMutable("insert into");
            dict.Table.SetAll(other.Table);
            return;
        }

        using var pairs = Iteration.TryIterate(updates) ?? throw new StarlarkException($"got {TypeNames.Of(updates)}, want iterable");
        for (var i = 0; pairs.NextCounted(out var pair); i++)
        {
            using var elements = Iteration.TryIterate(pair)
                ?? throw new StarlarkException($"dictionary update sequence element #{i} is not iterable ({TypeNames.Of(pair)})");
            if (pair.Reference is not ISized { Count: var length })
                throw new StarlarkException($"dictionary update sequence element #{i} has unknown length ({TypeNames.Of(pair)})");
            if (length != 2)
                throw new StarlarkException($"dictionary update sequence element #{i} has length {length}, want 2");
            elements.Next(out var key);
            elements.Next(out var value);
            dict.Set(key, value);
        }
    }
}

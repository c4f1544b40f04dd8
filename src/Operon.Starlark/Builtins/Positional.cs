using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary>Arguments of builtins that take them by position only.</summary>
internal static class Positional
{
    /// <summary>An error unless there are as many as wanted, and none by name.</summary>
    public static void Check(string function, scoped in Arguments arguments, int least, int most)
    {
        if (arguments.Names.IsEmpty && arguments.Count >= least && arguments.Count <= most)
            return;
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException($"{function}: unexpected keyword arguments");
        throw new StarlarkException(arguments.Count < least
            ? $"{function}: got {arguments.Count} arguments, want {(most > least ? "at least " : "")}{least}"
            : $"{function}: got {arguments.Count} arguments, want {(most > least ? "at most " : "")}{most}");
    }

    /// <summary>The argument at an index, or no value.</summary>
    public static Value At(scoped in Arguments arguments, int index)
    {
        var values = arguments.Positional;
        return index < values.Length ? values[index] : default;
    }

    public static Value Text(string function, scoped in Arguments arguments, int index)
    {
        var value = arguments.Positional[index];
        return value.IsString ? value : throw Mismatch(function, index, value, "string");
    }

    public static Value Iterable(string function, scoped in Arguments arguments, int index)
    {
        var value = arguments.Positional[index];
        return value.Reference is IIterable ? value : throw Mismatch(function, index, value, "iterable");
    }

    /// <summary>An integer that may be left out.</summary>
    public static long Int(string function, scoped in Arguments arguments, int index, long absent)
    {
        var values = arguments.Positional;
        if (index >= values.Length)
            return absent;
        try
        {
            return Integers.ToInt64(values[index]);
        }
        catch (StarlarkException exception)
        {
            throw new StarlarkException($"{function}: for parameter {index + 1}: {exception.Message}", exception);
        }
    }

    /// <summary>A bool that may be left out.</summary>
    public static bool Bool(string function, scoped in Arguments arguments, int index, bool absent)
    {
        var values = arguments.Positional;
        if (index >= values.Length)
            return absent;
        return values[index].IsBool ? values[index].Bits != 0 : throw Mismatch(function, index, values[index], "bool");
    }

    public static StarlarkException Mismatch(string function, int index, in Value value, string wanted) =>
        new($"{function}: for parameter {index + 1}: got {TypeNames.Of(value)}, want {wanted}");

    /// <summary>Runs what can fail without knowing for whom, and puts the name of the builtin before its error.</summary>
    public static StarlarkException Named(string function, StarlarkException exception) => new($"{function}: {exception.Message}", exception);
}

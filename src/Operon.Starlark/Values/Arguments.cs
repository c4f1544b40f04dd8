namespace Operon.Starlark.Values;

/// <summary>What a call passes: positional values, then named ones, in one span. Valid only during the call.</summary>
/// <param name="values">The positional values, followed by the named ones.</param>
/// <param name="names">The names of the last values, without repetition.</param>
public readonly ref struct Arguments(ReadOnlySpan<Value> values, ReadOnlySpan<string> names)
{
    private readonly ReadOnlySpan<Value> _values = values;
    private readonly ReadOnlySpan<string> _names = names;

    /// <summary>The positional values.</summary>
    public ReadOnlySpan<Value> Positional => _values[..^_names.Length];

    /// <summary>The names of the named values.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <summary>The named values, in the order of <see cref="Names"/>.</summary>
    public ReadOnlySpan<Value> Named => _values[^_names.Length..];

    /// <summary>How many values are passed, positional and named.</summary>
    public int Count => _values.Length;
}

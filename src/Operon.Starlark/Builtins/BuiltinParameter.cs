using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary>
/// A parameter of a builtin: its name, what it takes, and its default if it may be left out. After
/// <see cref="NamedOnly"/> it is not counted among the positional ones.
/// </summary>
public sealed record BuiltinParameter
{
    private BuiltinParameter(string name, BuiltinParameterKind kind, Value? absent)
    {
        Name = name;
        Kind = kind;
        Default = absent;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What it takes.</summary>
    public BuiltinParameterKind Kind { get; }

    /// <summary>What it is when it is left out; null if it may not be.</summary>
    public Value? Default { get; }

    /// <summary>Whether it is passed by name only.</summary>
    public bool IsNamedOnly { get; private init; }

    /// <summary>Whether None passes for a value of any kind, as if it were left out.</summary>
    public bool TakesNone { get; private init; }

    private long Least { get; init; } = long.MinValue;

    private long Most { get; init; } = long.MaxValue;

    /// <summary>A parameter for any value.</summary>
    /// <param name="name">The name.</param>
    /// <param name="absent">The default; without it the parameter is required.</param>
    /// <returns>The parameter.</returns>
    public static BuiltinParameter Any(string name, Value? absent = null) => new(name, BuiltinParameterKind.Any, absent);

    /// <summary>A parameter for a bool.</summary>
    /// <param name="name">The name.</param>
    /// <param name="absent">The default; without it the parameter is required.</param>
    /// <returns>The parameter.</returns>
    public static BuiltinParameter Bool(string name, bool? absent = null) => new(name, BuiltinParameterKind.Bool, absent is { } value ? Value.FromBool(value) : default(Value?));

    /// <summary>A parameter for an integer of 64 bits.</summary>
    /// <param name="name">The name.</param>
    /// <param name="absent">The default; without it the parameter is required.</param>
    /// <returns>The parameter.</returns>
    public static BuiltinParameter Int(string name, long? absent = null) => new(name, BuiltinParameterKind.Int, absent is { } value ? Value.FromInt(value) : default(Value?));

    /// <summary>A parameter for a float; an integer is taken as one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="absent">The default; without it the parameter is required.</param>
    /// <returns>The parameter.</returns>
    public static BuiltinParameter Float(string name, double? absent = null) => new(name, BuiltinParameterKind.Float, absent is { } value ? Value.FromFloat(value) : default(Value?));

    /// <summary>A parameter for a string.</summary>
    /// <param name="name">The name.</param>
    /// <param name="absent">The default; without it the parameter is required.</param>
    /// <returns>The parameter.</returns>
    public static BuiltinParameter String(string name, string? absent = null) => new(name, BuiltinParameterKind.String, absent is null ? default(Value?) : Value.FromString(absent));

    /// <summary>A parameter for a list, a dict, an iterable or a callable.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it takes.</param>
    /// <param name="absent">The default; without it the parameter is required.</param>
    /// <returns>The parameter.</returns>
    public static BuiltinParameter Of(string name, BuiltinParameterKind kind, Value? absent = null) => new(name, kind, absent);

    /// <summary>The same parameter, passed by name only.</summary>
    /// <returns>The parameter.</returns>
    public BuiltinParameter NamedOnly() => this with { IsNamedOnly = true };

    /// <summary>The same parameter that also takes None, which then is its value.</summary>
    /// <returns>The parameter.</returns>
    public BuiltinParameter OrNone() => this with { TakesNone = true };

    /// <summary>The same parameter for integers of a range; another is an error of the program. The default may be any.</summary>
    /// <param name="least">The least that it takes.</param>
    /// <param name="most">The most.</param>
    /// <returns>The parameter.</returns>
    /// <exception cref="InvalidOperationException">The parameter is not for integers.</exception>
    /// <exception cref="ArgumentException">The range is empty.</exception>
    public BuiltinParameter Within(long least, long most)
    {
        if (Kind != BuiltinParameterKind.Int)
            throw new InvalidOperationException($"Parameter {Name} is no integer, so it has no range.");
        return least <= most ? this with { Least = least, Most = most } : throw new ArgumentException($"No integer is from {least} to {most}.", nameof(most));
    }

    /// <summary>What a value is for this parameter.</summary>
    internal Value Take(string function, in Value value)
    {
        var fits = Kind switch
        {
            BuiltinParameterKind.Bool => value.IsBool,
            BuiltinParameterKind.Int => value.IsSmallInt && value.Bits >= Least && value.Bits <= Most,
            BuiltinParameterKind.Float => value.IsFloat || value.Kind == ValueKind.Int,
            BuiltinParameterKind.String => value.IsString,
            BuiltinParameterKind.List => value.Reference is StarlarkList,
            BuiltinParameterKind.Dict => value.Reference is StarlarkDict,
            BuiltinParameterKind.Iterable => value.Reference is IIterable,
            BuiltinParameterKind.Callable => value.Reference is Callable,
            _ => true,
        };
        if (fits)
            return Kind == BuiltinParameterKind.Float && !value.IsFloat ? Value.FromFloat(Floats.Operand(value)) : value;
        if (TakesNone && value.IsNone)
            return value;
        throw new StarlarkException(Kind == BuiltinParameterKind.Int && value.Kind == ValueKind.Int
            ? $"{function}: for parameter {Name}: {Representation.Of(value)} out of range (want value in {Range})"
            : $"{function}: for parameter {Name}: got {TypeNames.Of(value)}, want {Wanted}");
    }

    private string Range => Least == long.MinValue && Most == long.MaxValue ? "signed 64-bit range" : $"range {Least} to {Most}";

    private string Wanted => Kind switch
    {
        BuiltinParameterKind.Float => "float or int",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}

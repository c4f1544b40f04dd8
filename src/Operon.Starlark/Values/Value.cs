using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>
/// Any Starlark value in 16 bytes: a reference and 64 bits. None, bools, integers of 64 bits and floats have a
/// <see cref="Tag"/> as reference and themselves in the bits, so that they need no allocation. A string of ASCII
/// characters is a <see cref="string"/>; every other value is a <see cref="StarlarkObject"/>. The default is
/// "no value", which no program sees: a variable before its assignment.
/// </summary>
public readonly struct Value
{
    /// <summary>How many bytes one takes.</summary>
    internal const int Size = 16;

    internal readonly object? Reference;
    internal readonly long Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Value(object? reference, long bits)
    {
        Reference = reference;
        Bits = bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value(object reference) => Reference = reference;

    /// <summary>The value None.</summary>
    public static Value None => new(Tag.None, 0);

    /// <summary>The value True.</summary>
    public static Value True => new(Tag.Bool, 1);

    /// <summary>The value False.</summary>
    public static Value False => new(Tag.Bool, 0);

    /// <summary>What sort of value this is.</summary>
    public ValueKind Kind => Reference switch
    {
        null => ValueKind.Unset,
        Tag tag => tag.Kind,
        string => ValueKind.String,
        _ => Unsafe.As<StarlarkObject>(Reference).Kind,
    };

    /// <summary>Whether this is no value at all: the default of the type.</summary>
    public bool IsUnset => Reference is null;

    /// <summary>Whether this is None.</summary>
    public bool IsNone => ReferenceEquals(Reference, Tag.None);

    /// <summary>Whether this is True or False.</summary>
    public bool IsBool => ReferenceEquals(Reference, Tag.Bool);

    /// <summary>Whether this is an integer that fits 64 bits; larger ones are <see cref="LargeInteger"/>.</summary>
    internal bool IsSmallInt => ReferenceEquals(Reference, Tag.Int);

    /// <summary>Whether this is a float.</summary>
    public bool IsFloat => ReferenceEquals(Reference, Tag.Float);

    /// <summary>Whether this is a string.</summary>
    public bool IsString => Reference is string or Text;

    /// <summary>What <c>type(x)</c> gives.</summary>
    public string TypeName => TypeNames.Of(this);

    /// <summary>What <c>bool(x)</c> gives.</summary>
    public bool Truth => Operators.Truth(this);

    /// <summary>The methods of the type, if it has any.</summary>
    internal MethodTable? Methods =>
        Reference is string ? StringMethods.Table : Reference is StarlarkObject other ? other.Methods : null;

    /// <summary>The float in the bits; only where <see cref="IsFloat"/>.</summary>
    internal double Double => BitConverter.Int64BitsToDouble(Bits);

    /// <summary>A bool.</summary>
    /// <param name="value">The truth.</param>
    /// <returns>The value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromBool(bool value) => new(Tag.Bool, value ? 1 : 0);

    /// <summary>An integer.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromInt(long value) => new(Tag.Int, value);

    /// <summary>An integer of any size.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The value; small if it fits 64 bits.</returns>
    public static Value FromInt(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? FromInt((long)value) : new(new LargeInteger(value));

    /// <summary>A float.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromFloat(double value) => new(Tag.Float, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A string. Half a surrogate pair becomes U+FFFD, except U+DC80 to U+DCFF, which stand for the bytes 80 to FF.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException">The text is null; <see cref="None"/> is a value of its own.</exception>
    public static Value FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return System.Text.Ascii.IsValid(text) ? new(text) : new(new Text(SurrogateEscape.GetBytes(text)));
    }

    /// <summary>A string that is known to be of ASCII characters only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Value FromAscii(string text) => new(text);

    /// <summary>Any other value.</summary>
    /// <param name="value">The object.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException">The object is null; <see cref="None"/> is a value of its own.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromObject(StarlarkObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(value);
    }

    /// <summary>The text, if this is a string; bytes that are not UTF-8 as <see cref="SurrogateEscape"/> says.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether this is a string.</returns>
    public bool TryGetString([NotNullWhen(true)] out string? text)
    {
        text = IsString ? Strings.Decode(this) : null;
        return text is not null;
    }

    /// <summary>The number, if this is an integer that fits 64 bits.</summary>
    /// <param name="number">The number.</param>
    /// <returns>Whether it is.</returns>
    public bool TryGetInt64(out long number)
    {
        number = IsSmallInt ? Bits : 0;
        return IsSmallInt;
    }

    /// <summary>The number, if this is an integer of any size.</summary>
    /// <param name="number">The number.</param>
    /// <returns>Whether it is.</returns>
    public bool TryGetBigInteger(out BigInteger number) => Integers.TryGet(this, out number);

    /// <summary>The number, if this is a float or an integer; a too large integer is infinite.</summary>
    /// <param name="number">The number.</param>
    /// <returns>Whether it is.</returns>
    public bool TryGetDouble(out double number) => Floats.TryGet(this, out number);

    /// <summary>The truth, if this is a bool.</summary>
    /// <param name="truth">The truth.</param>
    /// <returns>Whether it is.</returns>
    public bool TryGetBool(out bool truth)
    {
        truth = IsBool && Bits != 0;
        return IsBool;
    }

    /// <summary>The object, if this is one of the type: <see cref="StarlarkList"/>, <see cref="StarlarkDict"/>, a type of the host, …</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>The object, or null.</returns>
    public T? As<T>()
        where T : StarlarkObject =>
        Reference as T;

    /// <summary>What <c>str(x)</c> gives: the text of a string, and anything else as it is printed.</summary>
    /// <returns>The text; bytes that are not UTF-8 as <see cref="SurrogateEscape"/> says.</returns>
    public string AsString() => Strings.Decode(Representation.Str(this));

    /// <summary>What <c>repr(x)</c> gives.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Representation.Of(this);

    /// <summary>A string.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator Value(string text) => FromString(text);

    /// <summary>An integer.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Value(long value) => FromInt(value);

    /// <summary>A float.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Value(double value) => FromFloat(value);

    /// <summary>A bool.</summary>
    /// <param name="value">The truth.</param>
    public static implicit operator Value(bool value) => FromBool(value);

    /// <summary>Any other value.</summary>
    /// <param name="value">The object.</param>
    public static implicit operator Value(StarlarkObject value) => FromObject(value);
}

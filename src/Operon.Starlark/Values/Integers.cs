using System.Numerics;
using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>Integers of every size, and what else takes part in arithmetic as one.</summary>
internal static class Integers
{
    /// <summary>The integer that a value is.</summary>
    public static bool TryGet(in Value value, out BigInteger number)
    {
        if (value.IsSmallInt)
        {
            number = value.Bits;
            return true;
        }

        if (value.Reference is LargeInteger large)
        {
            number = large.Number;
            return true;
        }

        number = default;
        return false;
    }

    /// <summary>The product, unless it needs more than 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMultiply(long left, long right, out long product)
    {
        product = unchecked(left * right);
        return (left == (int)left && right == (int)right) || IsProduct(left, right, product);
    }

    /// <summary>An index or a count: an integer of 32 bits.</summary>
    public static int ToInt32(in Value value, string prefix = "")
    {
        if (value.IsSmallInt && value.Bits == (int)value.Bits)
            return (int)value.Bits;
        throw new StarlarkException(value.Kind == ValueKind.Int
            ? $"{prefix}{Representation.Of(value)} out of range"
            : $"{prefix}got {TypeNames.Of(value)}, want int");
    }

    /// <summary>An integer of 64 bits.</summary>
    public static long ToInt64(in Value value) =>
        value.IsSmallInt ? value.Bits : throw new StarlarkException(value.Kind == ValueKind.Int
            ? $"{Representation.Of(value)} out of range (want value in signed 64-bit range)"
            : $"got {TypeNames.Of(value)}, want int");

    /// <summary>An integer of 8 bits without sign.</summary>
    public static byte ToByte(in Value value) =>
        value.IsSmallInt && value.Bits is >= 0 and <= 255 ? (byte)value.Bits : throw new StarlarkException(value.Kind == ValueKind.Int
            ? $"{Representation.Of(value)} out of range (want value in unsigned 8-bit range)"
            : $"got {TypeNames.Of(value)}, want int");

    /// <summary>A number without what is behind its point, as <c>int(x)</c> and <c>%d</c> take it.</summary>
    public static Value Truncate(in Value value)
    {
        if (value.Kind == ValueKind.Int)
            return value;
        if (!value.IsFloat)
            throw new StarlarkException($"cannot convert {TypeNames.Of(value)} to int");
        var number = value.Double;
        if (double.IsInfinity(number))
            throw new StarlarkException("cannot convert float infinity to integer");
        return double.IsNaN(number)
            ? throw new StarlarkException("cannot convert float NaN to integer")
            : Floats.ToInt(number);
    }

    public static Value Add(in Value left, in Value right) => Value.FromInt(Big(left) + Big(right));

    public static Value Subtract(in Value left, in Value right) => Value.FromInt(Big(left) - Big(right));

    public static Value Multiply(in Value left, in Value right)
    {
        var (first, second) = (Big(left), Big(right));
        CheckBits(first.GetBitLength() + second.GetBitLength());
        return Value.FromInt(first * second);
    }

    /// <summary>The quotient rounded down.</summary>
    public static Value FloorDivide(in Value left, in Value right)
    {
        if (right.IsSmallInt)
        {
            if (right.Bits == 0)
                throw new StarlarkException("floored division by zero");
            if (left.IsSmallInt && right.Bits != -1)
            {
                var quotient = Math.DivRem(left.Bits, right.Bits, out var rest);
                return Value.FromInt(rest != 0 && (rest ^ right.Bits) < 0 ? quotient - 1 : quotient);
            }
        }

        var divisor = Big(right);
        var whole = BigInteger.DivRem(Big(left), divisor, out var remainder);
        return Value.FromInt(!remainder.IsZero && remainder.Sign != divisor.Sign ? whole - 1 : whole);
    }

    /// <summary>The remainder with the sign of the divisor.</summary>
    public static Value Modulo(in Value left, in Value right)
    {
        if (right.IsSmallInt)
        {
            if (right.Bits == 0)
                throw new StarlarkException("integer modulo by zero");
            if (left.IsSmallInt && right.Bits != -1)
            {
                var rest = left.Bits % right.Bits;
                return Value.FromInt(rest != 0 && (rest ^ right.Bits) < 0 ? rest + right.Bits : rest);
            }
        }

        var divisor = Big(right);
        var remainder = BigInteger.Remainder(Big(left), divisor);
        return Value.FromInt(!remainder.IsZero && remainder.Sign != divisor.Sign ? remainder + divisor : remainder);
    }

    public static Value Bitwise(BinaryOperator op, in Value left, in Value right) =>
        left.IsSmallInt && right.IsSmallInt
            ? Value.FromInt(op switch
            {
                BinaryOperator.And => left.Bits & right.Bits,
                BinaryOperator.Or => left.Bits | right.Bits,
                _ => left.Bits ^ right.Bits,
            })
            : Value.FromInt(op switch
            {
                BinaryOperator.And => Big(left) & Big(right),
                BinaryOperator.Or => Big(left) | Big(right),
                _ => Big(left) ^ Big(right),
            });

    /// <summary>A shift to the left, less than 512 places.</summary>
    public static Value ShiftLeft(in Value left, in Value right)
    {
        var count = ShiftCount(right);
        if (count >= 512)
            throw new StarlarkException($"shift count too large: {count}");
        if (left.IsSmallInt && count < 63 && (left.Bits << count) >> count == left.Bits)
            return Value.FromInt(left.Bits << count);
        var number = Big(left);
        CheckBits(number.GetBitLength() + count);
        return Value.FromInt(number << count);
    }

    public static Value ShiftRight(in Value left, in Value right)
    {
        var count = ShiftCount(right);
        return left.IsSmallInt ? Value.FromInt(left.Bits >> Math.Min(count, 63)) : Value.FromInt(Big(left) >> count);
    }

    public static Value Negate(in Value value) =>
        value.IsSmallInt && value.Bits != long.MinValue ? Value.FromInt(-value.Bits) : Value.FromInt(-Big(value));

    public static Value Invert(in Value value) => value.IsSmallInt ? Value.FromInt(~value.Bits) : Value.FromInt(-Big(value) - 1);

    public static int Compare(in Value left, in Value right) =>
        left.IsSmallInt && right.IsSmallInt ? left.Bits.CompareTo(right.Bits) : Big(left).CompareTo(Big(right));

    public static BigInteger Big(in Value value) => value.IsSmallInt ? value.Bits : ((LargeInteger)value.Reference!).Number;

    /// <summary>An error for an integer that would have more bits than one may have.</summary>
    public static void CheckBits(long bits)
    {
        if (bits > Limits.IntegerBits)
            throw new StarlarkException("integer too large");
        StarlarkThread.Reserve(bits / 8);
    }

    private static int ShiftCount(in Value value)
    {
        var count = ToInt32(value);
        return count < 0 ? throw new StarlarkException($"negative shift count: {count}") : count;
    }

    // Apart, because code with a wide product is not compiled ahead.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsProduct(long left, long right, long product) => Math.BigMul(left, right, out long _) == product >> 63;
}

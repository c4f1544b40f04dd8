using System.Numerics;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>Floats, and integers where they meet floats.</summary>
internal static class Floats
{
    private const double TwoTo63 = 9223372036854775808.0;

    /// <summary>The float that a number is; infinite for a too large integer.</summary>
    public static bool TryGet(in Value value, out double number)
    {
        if (value.IsFloat)
            number = value.Double;
        else if (value.IsSmallInt)
            number = value.Bits;
        else if (value.Reference is LargeInteger large)
            number = ToDouble(large.Number);
        else
            number = default;
        return value.IsFloat || value.Kind == ValueKind.Int;
    }

    /// <summary>The operand of arithmetic that a number is.</summary>
    public static double Operand(in Value value)
    {
        if (value.IsFloat)
            return value.Double;
        var number = value.IsSmallInt ? value.Bits : ToDouble(Integers.Big(value));
        return double.IsFinite(number) ? number : throw new StarlarkException("int too large to convert to float");
    }

    public static Value Divide(in Value left, in Value right)
    {
        var dividend = Operand(left);
        var divisor = Operand(right);
        return divisor == 0 ? throw new StarlarkException("floating-point division by zero") : Value.FromFloat(dividend / divisor);
    }

    public static Value FloorDivide(in Value left, in Value right)
    {
        var dividend = Operand(left);
        var divisor = Operand(right);
        return divisor == 0 ? throw new StarlarkException("floored division by zero") : Value.FromFloat(Math.Floor(dividend / divisor));
    }

    public static Value Modulo(in Value left, in Value right)
    {
        var dividend = Operand(left);
        var divisor = Operand(right);
        if (divisor == 0)
            throw new StarlarkException("floating-point modulo by zero");
        var rest = dividend % divisor;
        return Value.FromFloat(rest != 0 && dividend < 0 != divisor < 0 ? rest + divisor : rest);
    }

    /// <summary>The order of floats; NaN is equal to itself and above all others.</summary>
    public static int Compare(double left, double right)
    {
        if (left > right)
            return 1;
        if (left < right)
            return -1;
        if (left == right)
            return 0;
        return double.IsNaN(left).CompareTo(double.IsNaN(right));
    }

    /// <summary>The exact order of an integer and a float.</summary>
    public static int CompareIntFloat(in Value left, double right)
    {
        if (double.IsNaN(right) || double.IsPositiveInfinity(right))
            return -1;
        if (double.IsNegativeInfinity(right))
            return 1;
        if (right is < -TwoTo63 or >= TwoTo63)
            return Integers.Big(left).CompareTo(new BigInteger(right));
        if (!left.IsSmallInt)
            return Integers.Big(left).Sign;
        var whole = (long)right;
        return left.Bits != whole ? left.Bits.CompareTo(whole) : 0.0.CompareTo(right - whole);
    }

    /// <summary>The integer that a finite float is when what is behind its point is dropped.</summary>
    public static Value ToInt(double number) =>
        number is >= -TwoTo63 and < TwoTo63 ? Value.FromInt((long)number) : Value.FromInt(new BigInteger(number));

    /// <summary>A hash that an integer of the same value has too.</summary>
    public static int Hash(double number)
    {
        if (double.IsFinite(number) && Math.Floor(number) == number)
        {
            var whole = ToInt(number);
            return whole.IsSmallInt ? HashTable.HashOf(whole.Bits) : Integers.Big(whole).GetHashCode();
        }

        return HashTable.HashOf(double.IsNaN(number) ? long.MaxValue : BitConverter.DoubleToInt64Bits(number));
    }

    /// <summary>The nearest float, ties to even; the runtime's own conversion cuts.</summary>
    public static double ToDouble(BigInteger number)
    {
        var magnitude = BigInteger.Abs(number);
        var excess = (int)Math.Min(magnitude.GetBitLength() - 64, int.MaxValue / 2);
        if (excess <= 0)
            return number.Sign < 0 ? -(double)(ulong)magnitude : (double)(ulong)magnitude;
        var top = (ulong)(magnitude >> excess);

        // What was cut decides only between the halves, so one bit for it is enough.
        if (!(magnitude & ((BigInteger.One << excess) - 1)).IsZero)
            top |= 1;
        var scaled = Math.ScaleB((double)top, excess);
        return number.Sign < 0 ? -scaled : scaled;
    }
}

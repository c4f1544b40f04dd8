using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;

namespace Operon.Starlark.Values;

/// <summary>The operators of the language. Every one raises an error for operands it is not defined for.</summary>
public static partial class Operators
{
    /// <summary><c>x + y</c></summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>The sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Add(in Value left, in Value right)
    {
        if (ReferenceEquals(left.Reference, Tag.Int) && ReferenceEquals(right.Reference, Tag.Int))
        {
            var sum = unchecked(left.Bits + right.Bits);
            if (((left.Bits ^ sum) & (right.Bits ^ sum)) >= 0)
                return Value.FromInt(sum);
        }

        return AddOther(left, right);
    }

    /// <summary><c>x - y</c></summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>The difference.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Subtract(in Value left, in Value right)
    {
        if (ReferenceEquals(left.Reference, Tag.Int) && ReferenceEquals(right.Reference, Tag.Int))
        {
            var difference = unchecked(left.Bits - right.Bits);
            if (((left.Bits ^ right.Bits) & (left.Bits ^ difference)) >= 0)
                return Value.FromInt(difference);
        }

        return SubtractOther(left, right);
    }

    /// <summary><c>x * y</c></summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>The product.</returns>
    public static Value Multiply(in Value left, in Value right)
    {
        if (left.IsSmallInt && right.IsSmallInt && Integers.TryMultiply(left.Bits, right.Bits, out var product))
            return Value.FromInt(product);

        var first = left.Kind;
        var second = right.Kind;
        if (first == ValueKind.Int && second == ValueKind.Int)
            return Integers.Multiply(left, right);
        if (IsNumber(first) && IsNumber(second))
            return Value.FromFloat(Floats.Operand(left) * Floats.Operand(right));
        if (second == ValueKind.Int && TryRepeat(left, right, out var repeated))
            return repeated;
        if (first == ValueKind.Int && TryRepeat(right, left, out repeated))
            return repeated;
        return Custom(BinaryOperator.Multiply, left, right);
    }

    /// <summary><c>x / y</c>, always a float.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>The quotient.</returns>
    public static Value Divide(in Value left, in Value right) =>
        IsNumber(left.Kind) && IsNumber(right.Kind) ? Floats.Divide(left, right) : Custom(BinaryOperator.Divide, left, right);

    /// <summary><c>x // y</c>, rounded down.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>The quotient.</returns>
    public static Value FloorDivide(in Value left, in Value right)
    {
        if (left.Kind == ValueKind.Int && right.Kind == ValueKind.Int)
            return Integers.FloorDivide(left, right);
        return IsNumber(left.Kind) && IsNumber(right.Kind)
            ? Floats.FloorDivide(left, right)
            : Custom(BinaryOperator.FloorDivide, left, right);
    }

    /// <summary><c>x % y</c>: the remainder with the sign of the divisor, or a format applied.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>The remainder or the string.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Modulo(in Value left, in Value right)
    {
        if (ReferenceEquals(left.Reference, Tag.Int) && ReferenceEquals(right.Reference, Tag.Int) && left.Bits >= 0 && right.Bits > 0)
            return Value.FromInt(left.Bits % right.Bits);
        return ModuloOther(left, right);
    }

    /// <summary>Applies any operator.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>The result.</returns>
    public static Value Binary(BinaryOperator op, in Value left, in Value right) => op switch
    {
        BinaryOperator.Add => Add(left, right),
        BinaryOperator.Subtract => Subtract(left, right),
        BinaryOperator.Multiply => Multiply(left, right),
        BinaryOperator.Divide => Divide(left, right),
        BinaryOperator.FloorDivide => FloorDivide(left, right),
        BinaryOperator.Modulo => Modulo(left, right),
        BinaryOperator.In => Value.FromBool(IsIn(left, right)),
        BinaryOperator.NotIn => Value.FromBool(!IsIn(left, right)),
        BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight => Shift(op, left, right),
        _ => Bitwise(op, left, right),
    };

    /// <summary>Applies an operator to one value.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="value">The operand.</param>
    /// <returns>The result.</returns>
    public static Value Unary(UnaryOperator op, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Int:
                return op switch
                {
                    UnaryOperator.Plus => value,
                    UnaryOperator.Minus => Integers.Negate(value),
                    _ => Integers.Invert(value),
                };
            case ValueKind.Float when op != UnaryOperator.Invert:
                return op == UnaryOperator.Plus ? value : Value.FromFloat(-value.Double);
            default:
                if (value.Reference is IHasOperators custom && custom.TryUnary(op, out var result))
                    return result;
                throw new StarlarkException($"unknown unary op: {Symbol(op)} {TypeNames.Of(value)}");
        }
    }

    /// <summary><c>x += y</c>: a list grows in place by any iterable, everything else is <c>x + y</c>.</summary>
    /// <param name="left">What grows.</param>
    /// <param name="right">What is added.</param>
    /// <returns>The new value of the variable.</returns>
    public static Value AddInPlace(in Value left, in Value right)
    {
        if (left.Reference is not StarlarkList list || right.Reference is not IIterable)
            return Add(left, right);
        list.CheckMutable("apply += to");
        list.ExtendUnchecked(right);
        return left;
    }

    /// <summary><c>x |= y</c>: a dict takes over the items of another in place, everything else is <c>x | y</c>.</summary>
    /// <param name="left">What grows.</param>
    /// <param name="right">What is added.</param>
    /// <returns>The new value of the variable.</returns>
    public static Value OrInPlace(in Value left, in Value right)
    {
        if (left.Reference is not StarlarkDict dict || right.Reference is not StarlarkDict other)
            return Bitwise(BinaryOperator.Or, left, right);
        dict.Table.CheckMutable("apply |= to");
        dict.Table.SetAll(other.Table);
        return left;
    }

    /// <summary>Whether <c>if x</c> goes on.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Its truth.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Truth(in Value value) =>
        ReferenceEquals(value.Reference, Tag.Bool) || ReferenceEquals(value.Reference, Tag.Int) ? value.Bits != 0 : TruthOfOther(value);

    /// <summary>The error of an operator that is not defined for its operands.</summary>
    internal static StarlarkException Unknown(BinaryOperator op, in Value left, in Value right) =>
        new($"unknown binary op: {TypeNames.Of(left)} {Symbol(op)} {TypeNames.Of(right)}");

    internal static string Symbol(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.FloorDivide => "//",
        BinaryOperator.Modulo => "%",
        BinaryOperator.And => "&",
        BinaryOperator.Or => "|",
        BinaryOperator.Xor => "^",
        BinaryOperator.ShiftLeft => "<<",
        BinaryOperator.ShiftRight => ">>",
        BinaryOperator.In => "in",
        _ => "not in",
    };

    private static string Symbol(UnaryOperator op) => op switch
    {
        UnaryOperator.Plus => "+",
        UnaryOperator.Minus => "-",
        _ => "~",
    };

    private static bool IsNumber(ValueKind kind) => kind is ValueKind.Int or ValueKind.Float;

    private static bool TruthOfOther(in Value value) => value.Reference switch
    {
        Tag tag => tag.Kind == ValueKind.Float && value.Double != 0,
        string text => text.Length > 0,
        StarlarkObject other => other.Truth,
        _ => false,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value AddOther(in Value left, in Value right)
    {
        var first = left.Kind;
        var second = right.Kind;
        if (first == ValueKind.Int && second == ValueKind.Int)
            return Integers.Add(left, right);
        if (IsNumber(first) && IsNumber(second))
            return Value.FromFloat(Floats.Operand(left) + Floats.Operand(right));
        if (first == second)
        {
            switch (first)
            {
                case ValueKind.String:
                    return Strings.Concat(left, right);
                case ValueKind.List:
                    var elements = Join(((StarlarkList)left.Reference!).Span, ((StarlarkList)right.Reference!).Span);
                    return Value.FromObject(new StarlarkList(elements, elements.Length));
                case ValueKind.Tuple:
                    return Value.FromObject(new StarlarkTuple(Join(((StarlarkTuple)left.Reference!).Span, ((StarlarkTuple)right.Reference!).Span)));
                case ValueKind.Bytes:
                    return Value.FromObject(new StarlarkBytes(Join(((StarlarkBytes)left.Reference!).Span, ((StarlarkBytes)right.Reference!).Span)));
            }
        }

        return Custom(BinaryOperator.Add, left, right);
    }

    private static Value[] Join(ReadOnlySpan<Value> left, ReadOnlySpan<Value> right)
    {
        Limits.CheckElements(left.Length + (long)right.Length);
        return [.. left, .. right];
    }

    private static byte[] Join(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var length = left.Length + (long)right.Length;
        if (length > Limits.Text)
            throw new StarlarkException("bytes too long");
        StarlarkThread.Reserve(length);
        return [.. left, .. right];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value SubtractOther(in Value left, in Value right)
    {
        var first = left.Kind;
        var second = right.Kind;
        if (first == ValueKind.Int && second == ValueKind.Int)
            return Integers.Subtract(left, right);
        if (IsNumber(first) && IsNumber(second))
            return Value.FromFloat(Floats.Operand(left) - Floats.Operand(right));
        return first == ValueKind.Set && second == ValueKind.Set
            ? Value.FromObject(SetAlgebra.Difference((StarlarkSet)left.Reference!, right))
            : Custom(BinaryOperator.Subtract, left, right);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value ModuloOther(in Value left, in Value right)
    {
        if (left.IsString)
            return PercentFormat.Apply(left, right);
        if (left.Kind == ValueKind.Int && right.Kind == ValueKind.Int)
            return Integers.Modulo(left, right);
        return IsNumber(left.Kind) && IsNumber(right.Kind)
            ? Floats.Modulo(left, right)
            : Custom(BinaryOperator.Modulo, left, right);
    }

    private static Value Shift(BinaryOperator op, in Value left, in Value right)
    {
        if (left.Kind != ValueKind.Int)
            return Custom(op, left, right);
        return op == BinaryOperator.ShiftLeft ? Integers.ShiftLeft(left, right) : Integers.ShiftRight(left, right);
    }

    private static Value Bitwise(BinaryOperator op, in Value left, in Value right)
    {
        var first = left.Kind;
        if (first == right.Kind)
        {
            switch (first)
            {
                case ValueKind.Int:
                    return Integers.Bitwise(op, left, right);
                case ValueKind.Dict when op == BinaryOperator.Or:
                    var union = new StarlarkDict(((StarlarkDict)left.Reference!).Count);
                    union.Table.SetAll(((StarlarkDict)left.Reference!).Table);
                    union.Table.SetAll(((StarlarkDict)right.Reference!).Table);
                    return Value.FromObject(union);
                case ValueKind.Set:
                    var set = (StarlarkSet)left.Reference!;
                    return Value.FromObject(op switch
                    {
                        BinaryOperator.Or => SetAlgebra.Union(set, right),
                        BinaryOperator.And => SetAlgebra.Intersection(set, right),
                        _ => SetAlgebra.SymmetricDifference(set, right),
                    });
            }
        }

        return Custom(op, left, right);
    }

    private static bool TryRepeat(in Value sequence, in Value times, out Value result)
    {
        var kind = sequence.Kind;
        if (kind is not (ValueKind.String or ValueKind.Bytes or ValueKind.List or ValueKind.Tuple))
        {
            result = default;
            return false;
        }

        var length = kind == ValueKind.String ? Strings.Length(sequence) : ((IIndexable)sequence.Reference!).Count;
        var isText = kind is ValueKind.String or ValueKind.Bytes;
        var count = length == 0 ? 0 : RepeatCount(times, length, isText ? Limits.Text : Limits.Elements);
        StarlarkThread.Reserve((long)length * count * (isText ? sizeof(char) : Value.Size));
        result = kind switch
        {
            ValueKind.String => Strings.Repeat(sequence, count),
            ValueKind.Bytes => Value.FromObject(new StarlarkBytes(Repeat(((StarlarkBytes)sequence.Reference!).Span, count))),
            ValueKind.List => Value.FromObject(new StarlarkList(Repeat(((StarlarkList)sequence.Reference!).Span, count), length * count)),
            _ => Value.FromObject(new StarlarkTuple(Repeat(((StarlarkTuple)sequence.Reference!).Span, count))),
        };
        return true;
    }

    private static int RepeatCount(in Value times, int length, long most)
    {
        if (!times.IsSmallInt || times.Bits != (int)times.Bits)
            throw new StarlarkException($"repeat count {Representation.Of(times)} too large");
        var count = (int)Math.Max(times.Bits, 0);
        return length * (long)count <= most ? count : throw new StarlarkException($"excessive repeat ({length} * {count} elements)");
    }

    private static T[] Repeat<T>(ReadOnlySpan<T> unit, int count)
    {
        var repeated = new T[unit.Length * count];
        if (unit.Length == 1)
        {
            Array.Fill(repeated, unit[0]);
            return repeated;
        }

        for (var at = 0; at < repeated.Length; at += unit.Length)
            unit.CopyTo(repeated.AsSpan(at));
        return repeated;
    }

    /// <summary>The operator of a value of the host, the left one asked first.</summary>
    private static Value Custom(BinaryOperator op, in Value left, in Value right)
    {
        if (left.Reference is IHasOperators first && first.TryBinary(op, right, isLeft: true, out var result))
            return result;
        if (right.Reference is IHasOperators second && second.TryBinary(op, left, isLeft: false, out result))
            return result;
        throw Unknown(op, left, right);
    }
}

using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <content>Comparisons. They go ten levels deep, so that cyclic values end in an error.</content>
public static partial class Operators
{
    /// <summary>How deep a comparison goes.</summary>
    private const int DepthLimit = 10;

    /// <summary><c>x == y</c></summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>Whether they are equal.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Equals(in Value left, in Value right) =>
        ReferenceEquals(left.Reference, Tag.Int) && ReferenceEquals(right.Reference, Tag.Int)
            ? left.Bits == right.Bits
            : Compare(ComparisonOperator.Equal, left, right, DepthLimit);

    /// <summary>Compares two values.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <returns>What the operator says.</returns>
    public static bool Compare(ComparisonOperator op, in Value left, in Value right) => Compare(op, left, right, DepthLimit);

    /// <summary>Compares two values within a comparison.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <param name="depth">How many levels are left.</param>
    /// <returns>What the operator says.</returns>
    /// <exception cref="StarlarkException">No levels are left, or the operator is not defined for the operands.</exception>
    public static bool Compare(ComparisonOperator op, in Value left, in Value right, int depth)
    {
        if (ReferenceEquals(left.Reference, Tag.Int) && ReferenceEquals(right.Reference, Tag.Int))
            return depth >= 1 ? Holds(op, left.Bits.CompareTo(right.Bits)) : throw TooDeep();
        if (depth < 1)
            throw TooDeep();
        var first = left.Kind;
        var second = right.Kind;
        if (first != second)
            return CompareKinds(op, left, right, first, second);
        switch (first)
        {
            case ValueKind.Bool:
                return Holds(op, left.Bits.CompareTo(right.Bits));
            case ValueKind.Int:
                return Holds(op, Integers.Compare(left, right));
            case ValueKind.Float:
                return Holds(op, Floats.Compare(left.Double, right.Double));
            case ValueKind.String:
                return op switch
                {
                    ComparisonOperator.Equal => Strings.Equal(left, right),
                    ComparisonOperator.NotEqual => !Strings.Equal(left, right),
                    _ => Holds(op, Strings.Compare(left, right)),
                };
            case ValueKind.Bytes:
                return Holds(op, CompareBytes(((StarlarkBytes)left.Reference!).Span, ((StarlarkBytes)right.Reference!).Span));
            case ValueKind.List or ValueKind.Tuple:
                Iteration.TrySpan(left, out var lefts);
                Iteration.TrySpan(right, out var rights);
                return CompareElements(op, lefts, rights, depth - 1);
            default:
                return CompareObjects(op, left, right, depth);
        }
    }

    /// <summary>The sign of a symbol in messages.</summary>
    internal static string Symbol(ComparisonOperator op) => op switch
    {
        ComparisonOperator.Equal => "==",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        _ => ">=",
    };

    private static int CompareBytes(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        StarlarkThread.SpendText(Math.Min(left.Length, right.Length));
        return left.SequenceCompareTo(right);
    }

    private static bool Holds(ComparisonOperator op, int order) => op switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.NotEqual => order != 0,
        ComparisonOperator.Less => order < 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        ComparisonOperator.Greater => order > 0,
        _ => order >= 0,
    };

    private static StarlarkException TooDeep() => new("comparison exceeded maximum recursion depth");

    private static StarlarkException NotImplemented(ComparisonOperator op, in Value left, in Value right) =>
        new($"{TypeNames.Of(left)} {Symbol(op)} {TypeNames.Of(right)} not implemented");

    private static bool CompareKinds(ComparisonOperator op, in Value left, in Value right, ValueKind first, ValueKind second)
    {
        if (first == ValueKind.Int && second == ValueKind.Float)
            return Holds(op, Floats.CompareIntFloat(left, right.Double));
        if (first == ValueKind.Float && second == ValueKind.Int)
            return Holds(op, -Floats.CompareIntFloat(right, left.Double));
        return Unlike(op, left, right);
    }

    /// <summary>Values that are nothing to each other but unequal.</summary>
    private static bool Unlike(ComparisonOperator op, in Value left, in Value right) => op switch
    {
        ComparisonOperator.Equal => false,
        ComparisonOperator.NotEqual => true,
        _ => throw NotImplemented(op, left, right),
    };

    private static bool CompareElements(ComparisonOperator op, ReadOnlySpan<Value> lefts, ReadOnlySpan<Value> rights, int depth)
    {
        if (lefts.Length != rights.Length && op is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
            return op == ComparisonOperator.NotEqual;
        var common = Math.Min(lefts.Length, rights.Length);
        SpendInner(depth);
        for (var i = 0; i < common; i++)
        {
            StarlarkThread.SpendTurn(i);
            if (Compare(ComparisonOperator.Equal, lefts[i], rights[i], depth))
                continue;
            return op switch
            {
                ComparisonOperator.Equal => false,
                ComparisonOperator.NotEqual => true,
                _ => Compare(op, lefts[i], rights[i], depth),
            };
        }

        return Holds(op, lefts.Length.CompareTo(rights.Length));
    }

    private static bool CompareObjects(ComparisonOperator op, in Value left, in Value right, int depth)
    {
        switch (left.Reference)
        {
            case StarlarkDict dict when op is ComparisonOperator.Equal or ComparisonOperator.NotEqual:
                return HasSameItems(dict, (StarlarkDict)right.Reference!, depth) == (op == ComparisonOperator.Equal);
            case StarlarkSet set:
                return SetAlgebra.Compare(op, set, (StarlarkSet)right.Reference!);
            case StarlarkRange range when op is ComparisonOperator.Equal or ComparisonOperator.NotEqual:
                return range.IsSame((StarlarkRange)right.Reference!) == (op == ComparisonOperator.Equal);
            case IComparableValue custom when right.Reference is StarlarkObject other && other.TypeName == TypeNames.Of(left):
                if (custom.TryCompare(op, other, depth, out var result))
                    return result;
                break;
        }

        return ReferenceEquals(left.Reference, right.Reference)
            ? op switch
            {
                ComparisonOperator.Equal => true,
                ComparisonOperator.NotEqual => false,
                _ => throw NotImplemented(op, left, right),
            }
            : Unlike(op, left, right);
    }

    // Ten levels of values that hold the next one again and again are a walk without end.
    private static void SpendInner(int depth)
    {
        if (depth < DepthLimit - 1)
            StarlarkThread.Spend(1);
    }

    private static bool HasSameItems(StarlarkDict left, StarlarkDict right, int depth)
    {
        if (left.Count != right.Count)
            return false;
        var (table, other) = (left.Table, right.Table);
        SpendInner(depth - 1);
        for (var i = 0; i < table.End; i++)
        {
            StarlarkThread.SpendTurn(i);
            if (!table.Has(i))
                continue;
            var at = other.Find(table.KeyAt(i), table.HashAt(i));
            if (at < 0 || !Compare(ComparisonOperator.Equal, table.ItemAt(i), other.ItemAt(at), depth - 1))
                return false;
        }

        return true;
    }
}

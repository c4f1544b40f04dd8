using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <content>What finds elements: <c>in</c>, <c>x[i]</c>, <c>x[a:b]</c>.</content>
public static partial class Operators
{
    /// <summary><c>x in y</c></summary>
    /// <param name="needle">What is looked for.</param>
    /// <param name="haystack">Where.</param>
    /// <returns>Whether it is there.</returns>
    public static bool IsIn(in Value needle, in Value haystack)
    {
        switch (haystack.Kind)
        {
            case ValueKind.List or ValueKind.Tuple:
                Iteration.TrySpan(haystack, out var items);
                return IndexOf(needle, items) >= 0;
            case ValueKind.Dict:
                return IsKey(needle, (StarlarkDict)haystack.Reference!);
            case ValueKind.Set:
                return ((StarlarkSet)haystack.Reference!).Contains(needle);
            case ValueKind.String:
                return needle.IsString
                    ? Strings.Contains(haystack, needle)
                    : throw new StarlarkException($"'in <string>' requires string as left operand, not {TypeNames.Of(needle)}");
            case ValueKind.Bytes:
                return IsInBytes(needle, ((StarlarkBytes)haystack.Reference!).Span);
            case ValueKind.Range:
                return IsInRange(needle, (StarlarkRange)haystack.Reference!);
            default:
                if (haystack.Reference is IMapping mapping)
                    return IsKey(needle, mapping);
                return Truth(Custom(BinaryOperator.In, needle, haystack));
        }
    }

    /// <summary><c>x[i]</c></summary>
    /// <param name="sequence">The value with elements or items.</param>
    /// <param name="index">The number or key.</param>
    /// <returns>The element.</returns>
    public static Value Index(in Value sequence, in Value index)
    {
        switch (sequence.Reference)
        {
            case StarlarkList list:
                if (index.IsSmallInt && (ulong)index.Bits < (ulong)list.Count)
                    return list.Items[(int)index.Bits];
                return list.Items[Slicing.Element(index, list.Count, sequence)];
            case StarlarkDict dict:
                return dict.TryGet(index, out var found) ? found : throw NoKey(sequence, index);
            case StarlarkTuple tuple:
                return tuple.Items[Slicing.Element(index, tuple.Count, sequence)];
            case string or Text:
                return Strings.At(sequence, Slicing.Element(index, Strings.Length(sequence), sequence));
            case StarlarkRange range:
                return IndexRange(range, index, sequence);
            case IMapping mapping:
                return mapping.TryGet(index, out found) ? found : throw NoKey(sequence, index);
            case IIndexable indexable:
                return indexable[Slicing.Element(index, indexable.Count, sequence)];
            default:
                throw new StarlarkException($"unhandled index operation {TypeNames.Of(sequence)}[{TypeNames.Of(index)}]");
        }
    }

    /// <summary><c>x[i] = v</c></summary>
    /// <param name="sequence">The value with elements or items.</param>
    /// <param name="index">The number or key.</param>
    /// <param name="value">What it shall be.</param>
    public static void SetIndex(in Value sequence, in Value index, in Value value)
    {
        switch (sequence.Reference)
        {
            case StarlarkDict dict:
                dict.Set(index, value);
                break;
            case StarlarkList list when index.IsSmallInt && (ulong)index.Bits < (ulong)list.Count:
                list.SetIndex((int)index.Bits, value);
                break;
            case IHasSettableKeys mapping:
                mapping.Set(index, value);
                break;
            case IHasSettableIndex settable:
                var asked = Integers.ToInt32(index);
                var at = asked < 0 ? asked + settable.Count : asked;
                if (at < 0 || at >= settable.Count)
                    throw Slicing.OutOfRange(asked, settable.Count, TypeNames.Of(sequence));
                settable.SetIndex(at, value);
                break;
            default:
                throw new StarlarkException($"{TypeNames.Of(sequence)} value does not support item assignment");
        }
    }

    /// <summary><c>x[low:high:step]</c>; None or no value for what is left out.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="low">The first index.</param>
    /// <param name="high">Where to stop.</param>
    /// <param name="step">The distance of two.</param>
    /// <returns>A sequence of the same type.</returns>
    public static Value Slice(in Value sequence, in Value low, in Value high, in Value step)
    {
        var length = sequence.Reference switch
        {
            string or Text => Strings.Length(sequence),
            StarlarkList or StarlarkTuple or StarlarkBytes or StarlarkRange => ((ISized)sequence.Reference).Count,
            _ => throw new StarlarkException($"invalid slice operand {TypeNames.Of(sequence)}"),
        };
        var (start, end, stride) = Slicing.Resolve(low, high, step, length);
        switch (sequence.Reference)
        {
            case StarlarkList list:
                var taken = Take(list.Span, start, end, stride);
                return Value.FromObject(new StarlarkList(taken, taken.Length));
            case StarlarkTuple tuple:
                return Value.FromObject(new StarlarkTuple(Take(tuple.Span, start, end, stride)));
            case StarlarkBytes bytes:
                return Value.FromObject(new StarlarkBytes(Take(bytes.Span, start, end, stride)));
            case StarlarkRange range:
                return Value.FromObject(range.Slice(start, end, stride));
            default:
                return Strings.Slice(sequence, start, end, stride);
        }
    }

    private static StarlarkException NoKey(in Value mapping, in Value key) =>
        new($"key {Representation.Of(key)} not in {TypeNames.Of(mapping)}");

    private static bool IsKey(in Value needle, IMapping mapping)
    {
        try
        {
            return mapping.TryGet(needle, out _);
        }
        catch (StarlarkException)
        {
            // What cannot be a key is none of them.
            return false;
        }
    }

    private static bool IsInBytes(in Value needle, ReadOnlySpan<byte> bytes)
    {
        switch (needle.Kind)
        {
            case ValueKind.Bytes:
                return TextSearch.IndexOf(bytes, ((StarlarkBytes)needle.Reference!).Span) >= 0;
            case ValueKind.Int when needle.IsSmallInt && needle.Bits is >= 0 and <= 255:
                return bytes.Contains((byte)needle.Bits);
            case ValueKind.Int:
                throw new StarlarkException($"int in bytes: {Representation.Of(needle)} out of range (want value in unsigned 8-bit range)");
            default:
                throw new StarlarkException($"'in bytes' requires bytes or int as left operand, not {TypeNames.Of(needle)}");
        }
    }

    /// <summary>The place of the first element that is equal to a value, or -1.</summary>
    internal static int IndexOf(in Value needle, ReadOnlySpan<Value> items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            StarlarkThread.SpendTurn(i);
            if (Equals(items[i], needle))
                return i;
        }

        return -1;
    }

    private static bool IsInRange(in Value needle, StarlarkRange range)
    {
        if (!IsNumber(needle.Kind) || (needle.IsFloat && !double.IsFinite(needle.Double)))
            throw new StarlarkException($"'in <range>' requires integer as left operand, not {TypeNames.Of(needle)}");
        var number = Integers.Truncate(needle);

        // The reference finds no number of more than 32 bits.
        return number.IsSmallInt && number.Bits == (int)number.Bits && range.Contains(number.Bits);
    }

    private static Value IndexRange(StarlarkRange range, in Value index, in Value sequence)
    {
        var asked = Integers.ToInt32(index, "range index: ");
        var at = asked < 0 ? asked + range.Length : asked;
        if (at < 0 || at >= range.Length)
            throw Slicing.OutOfRange(asked, (int)Math.Min(range.Length, int.MaxValue), TypeNames.Of(sequence));
        return Value.FromInt(range.Start + (at * range.Step));
    }

    private static T[] Take<T>(ReadOnlySpan<T> items, int start, int end, int step)
    {
        StarlarkThread.Reserve((long)Slicing.Count(start, end, step) * Unsafe.SizeOf<T>());
        if (step == 1)
            return items[start..end].ToArray();
        var taken = new T[Slicing.Count(start, end, step)];
        for (var i = 0; i < taken.Length; i++)
            taken[i] = items[start + (i * step)];
        return taken;
    }
}

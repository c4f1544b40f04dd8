using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary>
/// Sorts values without changing the order of equal ones. Rows of small integers and of ASCII strings, which are
/// most, are sorted by comparing just these; anything else by merging with the comparison of the language.
/// </summary>
internal static class StableSort
{
    private const int RunLength = 16;

    // So many comparisons pass until they are counted as steps.
    private const int Stretch = 1024;

    /// <summary>Sorts the items themselves.</summary>
    public static void Sort(Value[] items, bool descending)
    {
        if (AllSmallInts(items))
        {
            // Equal integers cannot be told apart, so this need not be stable.
            var numbers = Array.ConvertAll(items, static item => item.Bits);
            Array.Sort(numbers);
            for (var i = 0; i < items.Length; i++)
                items[descending ? items.Length - 1 - i : i] = Value.FromInt(numbers[i]);
            return;
        }

        if (AllAscii(items))
        {
            var texts = Array.ConvertAll(items, static item => (string)item.Reference!);
            texts.AsSpan().Sort(string.CompareOrdinal);
            for (var i = 0; i < items.Length; i++)
                items[descending ? items.Length - 1 - i : i] = Value.FromAscii(texts[i]);
            return;
        }

        Sort((Value[])items.Clone(), items, descending);
    }

    /// <summary>Sorts the items by their keys, which are moved too.</summary>
    public static void Sort(Value[] keys, Value[] items, bool descending)
    {
        if (AllSmallInts(keys))
        {
            SortByNumbers(keys, items, descending);
            return;
        }

        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        try
        {
            if (AllAscii(keys))
                Merge(order, keys, new AsciiOrder(descending));
            else
                Merge(order, keys, new AnyOrder(descending));
        }
        catch (StarlarkException) when (keys.Length <= 20)
        {
            throw LastError(keys, descending);
        }

        var sorted = Array.ConvertAll(order, at => items[at]);
        sorted.CopyTo(items, 0);
    }

    private static bool AllSmallInts(Value[] values)
    {
        foreach (var value in values)
        {
            if (!value.IsSmallInt)
                return false;
        }

        return true;
    }

    private static bool AllAscii(Value[] values)
    {
        foreach (var value in values)
        {
            if (value.Reference is not string)
                return false;
        }

        return true;
    }

    private static void SortByNumbers(Value[] keys, Value[] items, bool descending)
    {
        // The place breaks ties; ~ turns the order of all integers around.
        var places = new (long Key, int Place)[keys.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = (descending ? ~keys[i].Bits : keys[i].Bits, i);
        places.AsSpan().Sort(static (left, right) =>
            left.Key != right.Key ? (left.Key < right.Key ? -1 : 1) : left.Place.CompareTo(right.Place));
        var sorted = Array.ConvertAll(places, place => items[place.Place]);
        sorted.CopyTo(items, 0);
    }

    private static void Merge<TOrder>(int[] order, Value[] keys, TOrder comes)
        where TOrder : struct, IOrder
    {
        for (var start = 0; start < order.Length; start += RunLength)
        {
            for (var i = start + 1; i < Math.Min(start + RunLength, order.Length); i++)
            {
                var moved = order[i];
                var j = i;
                for (; j > start && comes.Before(keys[moved], keys[order[j - 1]]); j--)
                    order[j] = order[j - 1];
                order[j] = moved;
            }
        }

        var spare = new int[order.Length];
        for (long width = RunLength; width < order.Length; width *= 2)
        {
            for (long start = 0; start < order.Length; start += 2 * width)
            {
                var middle = (int)Math.Min(start + width, order.Length);
                var end = (int)Math.Min(start + (2 * width), order.Length);
                var (left, right) = ((int)start, middle);
                for (var at = (int)start; at < end; at++)
                {
                    if ((at & (Stretch - 1)) == 0)
                        StarlarkThread.Spend(Stretch);
                    var takesRight = right < end && (left == middle || comes.Before(keys[order[right]], keys[order[left]]));
                    spare[at] = takesRight ? order[right++] : order[left++];
                }
            }

            spare.CopyTo(order, 0);
        }
    }

    /// <summary>The reference goes on when a comparison fails and tells the last failure; so do short rows here.</summary>
    private static StarlarkException LastError(Value[] keys, bool descending)
    {
        var row = (Value[])keys.Clone();
        var error = new StarlarkException("");
        for (var i = 1; i < row.Length; i++)
        {
            for (var j = i; j > 0; j--)
            {
                try
                {
                    if (!new AnyOrder(descending).Before(row[j], row[j - 1]))
                        break;
                }
                catch (StarlarkException exception)
                {
                    error = exception;
                    break;
                }

                (row[j], row[j - 1]) = (row[j - 1], row[j]);
            }
        }

        return error;
    }

    private interface IOrder
    {
        bool Before(in Value left, in Value right);
    }

    private readonly struct AnyOrder(bool descending) : IOrder
    {
        public bool Before(in Value left, in Value right) =>
            descending ? Operators.Compare(ComparisonOperator.Less, right, left) : Operators.Compare(ComparisonOperator.Less, left, right);
    }

    private readonly struct AsciiOrder(bool descending) : IOrder
    {
        public bool Before(in Value left, in Value right)
        {
            var order = string.CompareOrdinal((string)left.Reference!, (string)right.Reference!);
            return descending ? order > 0 : order < 0;
        }
    }
}

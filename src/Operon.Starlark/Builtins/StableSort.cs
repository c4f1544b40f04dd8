using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary>
/// Sorts values without changing the order of equal ones. Rows of small integers and of short ASCII strings, which are
/// most, are sorted by comparing just these; anything else by merging with the comparison of the language.
/// </summary>
internal static class StableSort
{
    private const int RunLength = 16;

    // So much is sorted by the runtime, which nobody can stop meanwhile; the pieces of a longer row are merged.
    private const int Piece = 1 << 18;

    // So many comparisons pass until they are counted as steps.
    private const int Stretch = 1024;

    /// <summary>Sorts the items themselves.</summary>
    public static void Sort(Value[] items, bool descending)
    {
        if (AllSmallInts(items))
        {
            // Equal integers cannot be told apart, so this need not be stable.
            var numbers = Array.ConvertAll(items, static item => item.Bits);
            SortPieces(numbers, static piece => piece.Sort(), default(NumberOrder));
            for (var i = 0; i < items.Length; i++)
                items[descending ? items.Length - 1 - i : i] = Value.FromInt(numbers[i]);
            return;
        }

        if (AllShortAscii(items))
        {
            var texts = Array.ConvertAll(items, static item => (string)item.Reference!);
            SortPieces(texts, static piece => piece.Sort(string.CompareOrdinal), default(TextOrder));
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
            if (AllShortAscii(keys))
                Sort(order, new AsciiOrder(keys, descending));
            else
                Sort(order, new AnyOrder(keys, descending));
        }
        catch (StarlarkException) when (keys.Length <= 20)
        {
            throw LastError(keys, descending);
        }

        var sorted = Array.ConvertAll(order, at => items[at]);
        sorted.CopyTo(items, 0);
    }

    /// <summary>Sorts a row by an order, which may end it by an exception.</summary>
    public static void Sort<T, TOrder>(T[] row, TOrder order)
        where TOrder : struct, IOrder<T>
    {
        for (var start = 0; start < row.Length; start += RunLength)
        {
            if (start % Stretch == Stretch - RunLength)
                StarlarkThread.Spend(Stretch);
            for (var i = start + 1; i < Math.Min(start + RunLength, row.Length); i++)
            {
                var moved = row[i];
                var j = i;
                for (; j > start && order.Before(moved, row[j - 1]); j--)
                    row[j] = row[j - 1];
                row[j] = moved;
            }
        }

        Merge(row, RunLength, order);
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

    private static bool AllShortAscii(Value[] values)
    {
        foreach (var value in values)
        {
            if (value.Reference is not string { Length: < StarlarkThread.LongText })
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
        SortPieces(
            places,
            static piece => piece.Sort(static (left, right) => left.Key != right.Key ? (left.Key < right.Key ? -1 : 1) : left.Place.CompareTo(right.Place)),
            default(PlaceOrder));
        var sorted = Array.ConvertAll(places, place => items[place.Place]);
        sorted.CopyTo(items, 0);
    }

    private static void SortPieces<T, TOrder>(T[] row, Action<Span<T>> sort, TOrder order)
        where TOrder : struct, IOrder<T>
    {
        for (var start = 0; start < row.Length; start += Piece)
        {
            if (start > 0)
                StarlarkThread.Spend(Piece);
            sort(row.AsSpan(start, Math.Min(Piece, row.Length - start)));
        }

        Merge(row, Piece, order);
    }

    /// <summary>Merges runs of some length that are sorted.</summary>
    private static void Merge<T, TOrder>(T[] row, int length, TOrder order)
        where TOrder : struct, IOrder<T>
    {
        if (row.Length <= length)
            return;
        StarlarkThread.Reserve((long)row.Length * Unsafe.SizeOf<T>());
        var spare = new T[row.Length];
        for (long width = length; width < row.Length; width *= 2)
        {
            for (long start = 0; start < row.Length; start += 2 * width)
            {
                var middle = (int)Math.Min(start + width, row.Length);
                var end = (int)Math.Min(start + (2 * width), row.Length);
                var (left, right) = ((int)start, middle);
                for (var at = (int)start; at < end; at++)
                {
                    if ((at & (Stretch - 1)) == 0)
                        StarlarkThread.Spend(Stretch);
                    var takesRight = right < end && (left == middle || order.Before(row[right], row[left]));
                    spare[at] = takesRight ? row[right++] : row[left++];
                }
            }

            spare.CopyTo(row, 0);
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
                    if (!AnyOrder.Before(row[j], row[j - 1], descending))
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

    /// <summary>What comes before what.</summary>
    /// <typeparam name="T">What is sorted.</typeparam>
    public interface IOrder<T>
    {
        /// <summary>Whether one has to come before another.</summary>
        bool Before(T left, T right);
    }

    private readonly struct NumberOrder : IOrder<long>
    {
        public bool Before(long left, long right) => left < right;
    }

    private readonly struct TextOrder : IOrder<string>
    {
        public bool Before(string left, string right) => string.CompareOrdinal(left, right) < 0;
    }

    private readonly struct PlaceOrder : IOrder<(long Key, int Place)>
    {
        public bool Before((long Key, int Place) left, (long Key, int Place) right) =>
            left.Key < right.Key || (left.Key == right.Key && left.Place < right.Place);
    }

    /// <summary>The order of places by what is there.</summary>
    private readonly struct AnyOrder(Value[] keys, bool descending) : IOrder<int>
    {
        public static bool Before(in Value left, in Value right, bool descending) =>
            descending ? Operators.Compare(ComparisonOperator.Less, right, left) : Operators.Compare(ComparisonOperator.Less, left, right);

        public bool Before(int left, int right) => Before(keys[left], keys[right], descending);
    }

    private readonly struct AsciiOrder(Value[] keys, bool descending) : IOrder<int>
    {
        public bool Before(int left, int right)
        {
            var order = string.CompareOrdinal((string)keys[left].Reference!, (string)keys[right].Reference!);
            return descending ? order > 0 : order < 0;
        }
    }
}

using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>
/// Finds a text in another. The runtime's search is the fastest for what people look for, but its time can grow with the
/// product of both lengths; that of this one grows with their sum.
/// </summary>
internal static class TextSearch
{
    /// <summary>So much the runtime may look for; what is longer begins with that.</summary>
    public const int Head = 64;

    // How many places with the right beginning are compared, besides as many as the part could be in without overlap.
    private const int Tries = 16;

    // Between two looks whether the evaluation shall end.
    private const int Interval = 1 << 16;

    // Sums are taken modulo a prime, of powers of a number that nobody can know before: no text is slow on purpose.
    private const ulong Prime = (1UL << 61) - 1;

    private static readonly ulong s_base = (((ulong)(uint)HashCode.Combine(3) << 28) ^ (uint)HashCode.Combine(4)) | 1 << 16;

    /// <summary>Where a part first begins, or -1.</summary>
    public static int IndexOf<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> part)
        where T : unmanaged, IEquatable<T> =>
        part.Length <= Head ? text.IndexOf(part) : IndexOfLong(text, part, last: false);

    /// <summary>Where a part last begins, or -1; that of nothing is behind the end.</summary>
    public static int LastIndexOf<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> part)
        where T : unmanaged, IEquatable<T> =>
        part.IsEmpty ? text.Length : part.Length <= Head ? text.LastIndexOf(part) : IndexOfLong(text, part, last: true);

    /// <summary>How often a part, which is not empty, is in a text without overlap.</summary>
    public static int Count<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> part)
        where T : unmanaged, IEquatable<T>
    {
        if (part.Length <= Head)
            return text.Count(part);
        var count = 0;
        for (int at; (at = IndexOfLong(text, part, last: false)) >= 0; count++)
            text = text[(at + part.Length)..];
        return count;
    }

    private static int IndexOfLong<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> part, bool last)
        where T : unmanaged, IEquatable<T>
    {
        var (low, high) = (0, text.Length - part.Length);
        for (var tries = (text.Length / part.Length) + Tries; tries > 0 && low <= high; tries--)
        {
            var places = text[low..(high + Head)];
            var at = last ? places.LastIndexOf(part[..Head]) : places.IndexOf(part[..Head]);
            if (at < 0)
                return -1;
            at += low;
            if (text.Slice(at, part.Length).SequenceEqual(part))
                return at;
            if (last)
                high = at - 1;
            else
                low = at + 1;
        }

        if (low > high)
            return -1;
        var found = IndexBySums(text[low..(high + part.Length)], part, last);
        return found < 0 ? -1 : low + found;
    }

    /// <summary>Compares sums over a window that moves through the text, and the text itself only where they are equal.</summary>
    private static int IndexBySums<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> part, bool last)
        where T : unmanaged, IEquatable<T>
    {
        var (wanted, sum, gone) = (0UL, 0UL, 1UL);
        for (var i = 0; i < part.Length; i++)
        {
            wanted = Append(wanted, part, i, last);
            sum = Append(sum, text, i, last);
            gone = Multiply(gone, s_base);
        }

        for (var end = part.Length; ; end++)
        {
            var at = last ? text.Length - end : end - part.Length;
            if (sum == wanted && text.Slice(at, part.Length).SequenceEqual(part))
                return at;
            if (end == text.Length)
                return -1;
            if (end % Interval == 0)
                StarlarkThread.Spend(0);
            sum = Append(sum, text, end, last) + Prime - Multiply(gone, Unit(text, end - part.Length, last));
            if (sum >= Prime)
                sum -= Prime;
        }
    }

    private static ulong Append<T>(ulong sum, ReadOnlySpan<T> text, int index, bool last)
        where T : unmanaged
    {
        var longer = Multiply(sum, s_base) + Unit(text, index, last);
        return longer >= Prime ? longer - Prime : longer;
    }

    private static ulong Unit<T>(ReadOnlySpan<T> text, int index, bool last)
        where T : unmanaged
    {
        var unit = text[last ? text.Length - 1 - index : index];
        return typeof(T) == typeof(char) ? Unsafe.BitCast<T, char>(unit) : Unsafe.BitCast<T, byte>(unit);
    }

    private static ulong Multiply(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out ulong low);
        var product = (low & Prime) + ((low >> 61) | (high << 3));
        return product >= Prime ? product - Prime : product;
    }
}

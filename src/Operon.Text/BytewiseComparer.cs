using System.Text;

namespace Operon.Text;

/// <summary>Orders texts by their bytes in UTF-8, which .NET's ordinal order is not where characters beyond U+FFFF come in.</summary>
public sealed class BytewiseComparer : IComparer<string>
{
    private BytewiseComparer()
    {
    }

    /// <summary>The only one.</summary>
    public static BytewiseComparer Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return string.CompareOrdinal(x, y);
        var same = x.AsSpan().CommonPrefixLength(y);
        if (same == x.Length || same == y.Length) return x.Length - y.Length;

        // Surrogates stand for what comes after all of U+E000 to U+FFFF.
        return Rank(x[same]) - Rank(y[same]);
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}

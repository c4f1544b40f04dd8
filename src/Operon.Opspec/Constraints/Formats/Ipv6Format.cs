using System.Buffers;

namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>ipv6</c>: an address with colons, without zone and brackets; the last 32 bits may be dotted.</summary>
internal static class Ipv6Format
{
    private const int Groups = 8;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static bool Matches(string text) => IsAddress(text);

    public static bool IsAddress(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::");
        if (gap < 0) return Count(text, mayBeDotted: true) == Groups;

        var before = Count(text[..gap], mayBeDotted: false);
        var after = Count(text[(gap + 2)..], mayBeDotted: true);
        return before >= 0 && after >= 0 && before + after < Groups;
    }

    // How many groups of 16 bits stand there; -1 if something else does.
    private static int Count(ReadOnlySpan<char> text, bool mayBeDotted)
    {
        if (text.IsEmpty) return 0;
        var count = 0;
        var left = text.Count(':');
        foreach (var range in text.Split(':'))
        {
            var group = text[range];
            if (left-- == 0 && mayBeDotted && group.Contains('.')) return Ipv4Format.IsDotted(group) ? count + 2 : -1;
            if (group.Length is 0 or > 4 || group.ContainsAnyExcept(HexDigits)) return -1;
            if (++count > Groups) return -1;
        }

        return count;
    }
}

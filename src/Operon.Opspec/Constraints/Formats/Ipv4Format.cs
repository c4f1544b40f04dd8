namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>ipv4</c>: an address with dots. The mixed form <c>::ffff:10.0.0.1</c> has dots too and counts, as in the reference.</summary>
internal static class Ipv4Format
{
    public static bool Matches(string text) =>
        text.Contains('.', StringComparison.Ordinal) && (IsDotted(text) || Ipv6Format.IsAddress(text));

    /// <summary>Four numbers of 0 to 255 without leading zeros, which some read as octal.</summary>
    public static bool IsDotted(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++count > 4 || part.Length > 3 || !Digits.TryRead(part, out var number) || number > 255) return false;
            if (part.Length > 1 && part[0] == '0') return false;
        }

        return count == 4;
    }
}

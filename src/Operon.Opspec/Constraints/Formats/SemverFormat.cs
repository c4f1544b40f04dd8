namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>semver</c>: a version of Semantic Versioning 2.0.0, complete and without a leading <c>v</c>; numbers fit in 64 bits.</summary>
internal static class SemverFormat
{
    public static bool Matches(string text)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0)
        {
            foreach (var identifier in text[(plus + 1)..].Split('.'))
            {
                if (!IsIdentifier(identifier)) return false;
            }

            text = text[..plus];
        }

        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        if (hyphen >= 0)
        {
            foreach (var identifier in text[(hyphen + 1)..].Split('.'))
            {
                if (!IsIdentifier(identifier)) return false;
                if (!identifier.AsSpan().ContainsAnyExceptInRange('0', '9') && !IsNumber(identifier)) return false;
            }

            text = text[..hyphen];
        }

        var numbers = text.Split('.');
        return numbers.Length == 3 && Array.TrueForAll(numbers, IsNumber);
    }

    private static bool IsIdentifier(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
        }

        return text.Length > 0;
    }

    private static bool IsNumber(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text is [>= '1' and <= '9', ..]) && ulong.TryParse(text, out _);
}

namespace Operon.Opspec.Constraints.Formats;

/// <summary>
/// <c>uri-reference</c> and <c>iri-reference</c>. As lenient as the reference: spaces and quotes pass outside the host; control
/// characters, backslashes, lone percent signs, odd hosts and a first segment with a colon do not.
/// </summary>
internal static class UriReferenceFormat
{
    public static bool Matches(string text) => TrySplit(text, out _, out _);

    /// <summary>Takes scheme and path out of a reference; the scheme is empty if there is none.</summary>
    public static bool TrySplit(string text, out string scheme, out string path)
    {
        scheme = path = "";
        if (text.Contains('\\', StringComparison.Ordinal)) return false;

        var (main, fragment) = Cut(text, '#');
        if (main.Any(c => c is < ' ' or '\u007f') || !HasWholeEscapes(fragment)) return false;
        if (main == "*")
        {
            path = main;
            return true;
        }

        if (!TryCutScheme(main, out scheme, out var rest)) return false;
        rest = Cut(rest, '?').Before;
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0) return true;
            if (Cut(rest, '/').Before.Contains(':', StringComparison.Ordinal)) return false;
        }
        else if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            var slash = rest.IndexOf('/', 2);
            var authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            if (!UriAuthority.IsValid(authority)) return false;
        }

        path = rest;
        return HasWholeEscapes(rest);
    }

    /// <summary>Whether two hexadecimal digits follow each percent sign.</summary>
    public static bool HasWholeEscapes(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOf('%'); i >= 0; i = text.IndexOf('%'))
        {
            if (text.Length < i + 3 || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
            text = text[(i + 3)..];
        }

        return true;
    }

    // False for a text that starts with a colon. What cannot be a scheme is left to the rest.
    private static bool TryCutScheme(string text, out string scheme, out string rest)
    {
        scheme = "";
        rest = text;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ':')
            {
                scheme = text[..i];
                rest = text[(i + 1)..];
                return i > 0;
            }

            if (!char.IsAsciiLetter(c) && (i == 0 || !(char.IsAsciiDigit(c) || c is '+' or '-' or '.'))) return true;
        }

        return true;
    }

    private static (string Before, string After) Cut(string text, char at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, "") : (text[..i], text[(i + 1)..]);
    }
}

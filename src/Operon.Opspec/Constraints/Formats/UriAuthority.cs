namespace Operon.Opspec.Constraints.Formats;

/// <summary>The part of a URI between <c>//</c> and the path: <c>user@host:port</c>.</summary>
internal static class UriAuthority
{
    private const string Marks = "-_.~!$&'()*+,;=:";

    public static bool IsValid(string text)
    {
        var at = text.LastIndexOf('@');
        return (at < 0 || IsUser(text.AsSpan(0, at))) && IsHost(text.AsSpan(at + 1));
    }

    private static bool IsUser(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !Marks.Contains(c, StringComparison.Ordinal) && c is not ('%' or '@')) return false;
        }

        return UriReferenceFormat.HasWholeEscapes(text);
    }

    private static bool IsHost(ReadOnlySpan<char> text)
    {
        if (text is not ['[', ..])
        {
            var colon = text.LastIndexOf(':');
            return (colon < 0 || IsPort(text[colon..])) && IsName(text, zone: false);
        }

        var end = text.LastIndexOf(']');
        if (end < 0 || !IsPort(text[(end + 1)..])) return false;
        var zone = text[..end].IndexOf("%25");
        return zone < 0
            ? IsName(text, zone: false)
            : IsName(text[..zone], zone: false) && IsName(text[zone..end], zone: true) && IsName(text[end..], zone: false);
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text.IsEmpty || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));

    // A host escapes bytes beyond ASCII only; a zone also what a host may hold as it is, and the space.
    private static bool IsName(ReadOnlySpan<char> text, bool zone)
    {
        if (!UriReferenceFormat.HasWholeEscapes(text)) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                if (!IsNameCharacter(text[i])) return false;
                continue;
            }

            var escaped = (char)((Convert.ToInt32(text[i + 1].ToString(), 16) << 4) | Convert.ToInt32(text[i + 2].ToString(), 16));
            var right = escaped == '%' || (zone ? escaped == ' ' || (escaped < 0x80 && IsNameCharacter(escaped)) : escaped >= 0x80);
            if (!right) return false;
            i += 2;
        }

        return true;
    }

    private static bool IsNameCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || c >= 0x80 || Marks.Contains(c, StringComparison.Ordinal) || c is '[' or ']' or '<' or '>' or '"';
}

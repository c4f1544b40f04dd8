using System.Globalization;
using System.Text;

namespace Operon.Runs.Masking;

/// <summary>The forms in which programs print a text: as it is, inside JSON, inside a URL, in base64.</summary>
internal static class SecretForms
{
    // What programs that wrap base64 put on a line: coreutils and MIME, then PEM.
    private static readonly int[] Base64Lines = [76, 64];

    /// <summary>All forms; some are given more than once.</summary>
    /// <param name="value">Not empty.</param>
    public static IEnumerable<byte[]> Of(byte[] value)
    {
        yield return value;
        foreach (var form in Base64(value)) yield return form;
        foreach (var form in Url(value)) yield return form;
        foreach (var form in Json(value)) yield return form;
    }

    // A text inside a larger one begins at the first, second or third byte of a group; the characters that it shares with its
    // neighbours say too little of it to be found.
    private static IEnumerable<byte[]> Base64(byte[] value)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            byte[] shifted = [.. new byte[shift], .. value];
            var text = Convert.ToBase64String(shifted);
            var first = shift == 0 ? 0 : shift + 1;
            var own = text[first..(shifted.Length * 8 / 6)];
            foreach (var form in BothAlphabets(own)) yield return form;
            if (shift > 0) continue;

            foreach (var form in BothAlphabets(text)) yield return form;
            foreach (var form in BothAlphabets(text.TrimEnd('='))) yield return form;
            foreach (var length in Base64Lines)
            {
                if (own.Length <= length) continue;
                foreach (var line in own.Chunk(length).Where(l => l.Length >= SecretMasks.ShortestValue))
                {
                    foreach (var form in BothAlphabets(new string(line))) yield return form;
                }
            }
        }
    }

    private static IEnumerable<byte[]> BothAlphabets(string text)
    {
        yield return Encoding.ASCII.GetBytes(text);
        if (text.AsSpan().ContainsAny('+', '/')) yield return Encoding.ASCII.GetBytes(text.Replace('+', '-').Replace('/', '_'));
    }

    // Libraries differ in what they leave as it is.
    private static IEnumerable<byte[]> Url(byte[] value)
    {
        foreach (var digits in new[] { "X2", "x2" })
        {
            foreach (var kept in new[] { "", "/", "!'()*", "!'()*/:;,?@&=+$#" })
            {
                yield return Escaped(kept, "%20");
                yield return Escaped(kept, "+");
            }

            byte[] Escaped(string kept, string space)
            {
                var text = new StringBuilder(value.Length * 2);
                foreach (var b in value)
                {
                    if (char.IsAsciiLetterOrDigit((char)b) || "-._~".Contains((char)b, StringComparison.Ordinal) || (b < 0x80 && kept.Contains((char)b, StringComparison.Ordinal))) text.Append((char)b);
                    else if (b == ' ') text.Append(space);
                    else text.Append('%').Append(b.ToString(digits, CultureInfo.InvariantCulture));
                }

                return Encoding.ASCII.GetBytes(text.ToString());
            }
        }
    }

    // Escaped: what must be; then the slash; then what HTML could take for its own; then all that is not ASCII.
    private static IEnumerable<byte[]> Json(byte[] value)
    {
        var text = Encoding.UTF8.GetString(value);
        foreach (var digits in new[] { "x4", "X4" })
        {
            foreach (var also in new[] { "", "/", "<>&", "<>&/", "<>&'\"+`" })
            {
                yield return Encoding.UTF8.GetBytes(Escaped(text, digits, also, asciiOnly: false));
                yield return Encoding.UTF8.GetBytes(Escaped(text, digits, also, asciiOnly: true));
            }
        }
    }

    private static string Escaped(string text, string digits, string also, bool asciiOnly)
    {
        var json = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            var hexadecimal = c == '/' ? false : also.Contains(c, StringComparison.Ordinal);
            _ = c switch
            {
                _ when hexadecimal => Hexadecimal(c),
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '/' when also.Contains('/', StringComparison.Ordinal) => json.Append("\\/"),
                < ' ' => Hexadecimal(c),
                > '~' when asciiOnly => Hexadecimal(c),
                _ => json.Append(c),
            };
        }

        return json.ToString();

        StringBuilder Hexadecimal(char c) => json.Append("\\u").Append(((int)c).ToString(digits, CultureInfo.InvariantCulture));
    }
}

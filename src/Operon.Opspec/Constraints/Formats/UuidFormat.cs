namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>uuid</c>: 8-4-4-4-12 lower-case hexadecimal digits.</summary>
internal static class UuidFormat
{
    public static bool Matches(string text)
    {
        if (text.Length != 36) return false;
        for (var i = 0; i < text.Length; i++)
        {
            var right = i is 8 or 13 or 18 or 23 ? text[i] == '-' : char.IsAsciiHexDigitLower(text[i]);
            if (!right) return false;
        }

        return true;
    }
}

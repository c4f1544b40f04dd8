namespace Operon.Text.Numbers;

/// <summary>Decimal digits with single underscores between them.</summary>
internal static class DigitRun
{
    /// <summary>Passes over a run of digits, which may be empty.</summary>
    /// <returns>How many digits; -1 when an underscore is not between two digits.</returns>
    public static int Skip(ReadOnlySpan<byte> text, ref int at)
    {
        var digits = 0;
        var afterUnderscore = false;
        for (; at < text.Length; at++)
        {
            if (char.IsAsciiDigit((char)text[at]))
            {
                digits++;
                afterUnderscore = false;
            }
            else if (text[at] == '_')
            {
                if (digits == 0 || afterUnderscore) return -1;
                afterUnderscore = true;
            }
            else
            {
                break;
            }
        }

        return afterUnderscore ? -1 : digits;
    }

    /// <summary>Whether the whole text is an optional sign and at least one digit.</summary>
    public static bool IsExponent(ReadOnlySpan<byte> text)
    {
        var at = text is [(byte)'+' or (byte)'-', ..] ? 1 : 0;
        return Skip(text, ref at) > 0 && at == text.Length;
    }
}

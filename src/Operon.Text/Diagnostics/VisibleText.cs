using System.Globalization;
using System.Text;

namespace Operon.Text.Diagnostics;

/// <summary>Text from elsewhere made fit for one line of a terminal: nothing in it moves the cursor or hides.</summary>
public static class VisibleText
{
    /// <summary>The text with a sign in place of each control or invisible character, cut to a length with <c>…</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">UTF-16 units.</param>
    public static string Of(string text, int limit)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length >= limit) return result.Append('…').ToString();
            result.Append(Of(rune).ToString());
        }

        return result.ToString();
    }

    /// <summary>The character, or a sign that takes its place.</summary>
    public static Rune Of(Rune rune) => rune.Value switch
    {
        < 0x20 => new Rune(0x2400 + rune.Value),
        0x7f => new Rune('\u2421'),
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Rune.ReplacementChar,
        _ => rune,
    };

    /// <summary>How many columns of a terminal the character takes: 0 for marks above others, 2 for wide scripts and emoji.</summary>
    public static int Columns(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
        (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0x303e) or (>= 0x3041 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) => 2,
        (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) => 2,
        (>= 0x1f300 and <= 0x1f64f) or (>= 0x1f680 and <= 0x1f6ff) or (>= 0x1f900 and <= 0x1f9ff) or (>= 0x20000 and <= 0x3fffd) => 2,
        _ => 1,
    };
}

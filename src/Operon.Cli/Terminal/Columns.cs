using System.Globalization;
using System.Text;

namespace Operon.Cli.Terminal;

/// <summary>How many columns of a terminal text takes: most characters one, East Asian ones and pictures two, marks on others none.</summary>
internal static class Columns
{
    /// <summary>The columns of a text of one line.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes()) columns += Of(rune);
        return columns;
    }

    /// <summary>How much of the beginning of a text fits into so many columns, in UTF-16 units.</summary>
    public static int Fit(ReadOnlySpan<char> text, int columns)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns -= Of(rune);
            if (columns < 0) break;
            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    private static int Of(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f)
            or (>= 0xff01 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1f64f) or (>= 0x1f680 and <= 0x1f6ff) or (>= 0x1f900 and <= 0x1f9ff) or (>= 0x20000 and <= 0x3fffd) => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0 : 1,
    };
}

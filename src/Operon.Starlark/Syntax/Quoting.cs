using System.Globalization;
using System.Text;

namespace Operon.Starlark.Syntax;

/// <summary>Characters in messages.</summary>
internal static class Quoting
{
    /// <summary>The code point at a place of a text, in single quotes, escaped unless it can be printed.</summary>
    public static string Character(string text, int at)
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune)) rune = Rune.ReplacementChar;
        return rune.Value switch
        {
            '\a' => @"'\a'",
            '\b' => @"'\b'",
            '\f' => @"'\f'",
            '\v' => @"'\v'",
            < ' ' or 0x7F => $@"'\x{rune.Value:x2}'",
            _ when IsPrintable(rune) => $"'{rune}'",
            < 0x10000 => $@"'\u{rune.Value:x4}'",
            _ => $@"'\U{rune.Value:x8}'",
        };
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

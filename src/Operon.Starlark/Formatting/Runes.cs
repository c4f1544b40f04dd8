using System.Buffers;
using System.Globalization;
using System.Text;

namespace Operon.Starlark.Formatting;

/// <summary>Characters of strings: reading them from bytes, and their case as the dialect has it.</summary>
internal static class Runes
{
    /// <summary>The first character and its length in bytes; a byte that is no character is U+FFFD, one byte long.</summary>
    public static int Decode(ReadOnlySpan<byte> bytes, out Rune rune) =>
        Rune.DecodeFromUtf8(bytes, out rune, out var width) == OperationStatus.Done ? width : 1;

    /// <summary>The last character and its length in bytes.</summary>
    public static int DecodeLast(ReadOnlySpan<byte> bytes, out Rune rune) =>
        Rune.DecodeLastFromUtf8(bytes, out rune, out var width) == OperationStatus.Done ? width : 1;

    public static int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (; !bytes.IsEmpty; count++)
            bytes = bytes[Decode(bytes, out _)..];
        return count;
    }

    /// <summary>The upper case of one character in one character, so that ß stays.</summary>
    public static Rune ToUpper(Rune rune) => rune.Value switch
    {
        0x131 => new Rune('I'),
        0x17f => new Rune('S'),
        _ => Rune.ToUpperInvariant(rune),
    };

    public static Rune ToLower(Rune rune) => rune.Value == 0x130 ? new Rune('i') : Rune.ToLowerInvariant(rune);

    /// <summary>The case of the first letter of a word: upper but for letters that are two in one, and Georgian, which has none.</summary>
    public static Rune ToTitle(Rune rune) => rune.Value switch
    {
        >= 0x1c4 and <= 0x1c6 => new Rune(0x1c5),
        >= 0x1c7 and <= 0x1c9 => new Rune(0x1c8),
        >= 0x1ca and <= 0x1cc => new Rune(0x1cb),
        >= 0x1f1 and <= 0x1f3 => new Rune(0x1f2),
        >= 0x10d0 and <= 0x10ff => rune,
        _ => ToUpper(rune),
    };

    /// <summary>Whether a character has upper and lower case.</summary>
    public static bool IsCased(Rune rune) => rune.Value == 0xdf || ToLower(rune) != rune || ToUpper(rune) != rune;

    public static bool IsTitle(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    public static bool IsUpper(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter;

    public static bool IsLower(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.LowercaseLetter;
}

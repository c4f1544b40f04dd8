using System.Buffers;
using System.Text;
using Operon.Text.Diagnostics;

namespace Operon.Text.Json;

/// <summary>Words the diagnostics of a <see cref="JsonReader"/>.</summary>
internal static class JsonFault
{
    private const int LongestQuote = 40;

    public static Diagnostic Unexpected(ReadOnlySpan<byte> text, int at, string expected) =>
        new(JsonRules.Syntax, $"not JSON: found {Found(text, at)} at {Position(text, at)}, expected {expected}");

    public static Diagnostic TooDeep(ReadOnlySpan<byte> text, int at, int maxDepth) =>
        new(JsonRules.Depth, $"JSON is nested more than {maxDepth} levels deep at {Position(text, at)}");

    public static Diagnostic TooLarge(ReadOnlySpan<byte> text, int start, int end)
    {
        var number = Encoding.ASCII.GetString(text[start..Math.Min(end, start + LongestQuote)]);
        if (end - start > LongestQuote) number += "…";
        return new(JsonRules.NumberRange, $"number {number} at {Position(text, start)} is too large")
        {
            Expected = "a number between -1.7976931348623157e308 and 1.7976931348623157e308",
        };
    }

    private static string Found(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length) return "the end";
        if (Rune.DecodeFromUtf8(text[at..], out var rune, out _) != OperationStatus.Done) return $"the byte 0x{text[at]:x2}";
        return rune.Value switch
        {
            '\n' => "the end of the line",
            '\t' => "a tab",
            0xfeff => "a byte order mark",
            _ when Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format => $"the character U+{rune.Value:X4}",
            _ => $"'{rune}'",
        };
    }

    /// <summary>Line and column from 1; columns count characters.</summary>
    private static string Position(ReadOnlySpan<byte> text, int at)
    {
        var before = text[..at];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return $"{line}:{column}";
    }
}

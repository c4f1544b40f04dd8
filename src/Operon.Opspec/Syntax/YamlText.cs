using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>From the bytes of a YAML file to its text.</summary>
public static class YamlText
{
    /// <summary>The text of a file without its byte order mark. The size is looked at first.</summary>
    /// <param name="name">The name of the text in diagnostics.</param>
    /// <param name="bytes">UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    /// <returns>The text, or null when it is too large or no text.</returns>
    public static SourceText? Decode(string name, ReadOnlySpan<byte> bytes, YamlLimits limits, DiagnosticBag diagnostics)
    {
        if (bytes.Length > limits.MaxBytes)
        {
            diagnostics.Add(TooLarge(new SourceText(name, ""), bytes.Length, limits));
            return null;
        }

        return bytes switch
        {
            [0xFF, 0xFE, .. var rest] => FromUtf16(name, rest, bigEndian: false, diagnostics),
            [0xFE, 0xFF, .. var rest] => FromUtf16(name, rest, bigEndian: true, diagnostics),
            [0xEF, 0xBB, 0xBF, .. var rest] => FromUtf8(name, rest, diagnostics),
            _ => FromUtf8(name, bytes, diagnostics),
        };
    }

    /// <summary>Whether a text keeps to the limit of size and holds only characters that YAML allows.</summary>
    internal static bool Check(SourceText source, YamlLimits limits, DiagnosticBag diagnostics)
    {
        var text = source.Text;
        if (text.Length > limits.MaxBytes / 3 && Encoding.UTF8.GetByteCount(text) is var size && size > limits.MaxBytes)
        {
            diagnostics.Add(TooLarge(source, size, limits));
            return false;
        }

        var at = 0;
        while (at < text.Length && IsAllowed(text[at])) at++;
        if (at == text.Length) return true;
        diagnostics.Add(new(SyntaxRules.ControlCharacter, $"the character U+{(int)text[at]:X4} cannot stand in YAML as such", new SourceSpan(source, at, 1))
        {
            Fix = $"remove it, or write it as \"\\u{(int)text[at]:x4}\" in double quotes",
        });
        return false;
    }

    // What YAML 1.1 lets stand as such, of the characters below U+10000; of others the halves.
    private static bool IsAllowed(char c) => c switch
    {
        < ' ' => c is '\t' or '\n' or '\r',
        < '\u007f' => true,
        < '\u00a0' => c == '\u0085',
        _ => c < '\ufffe',
    };

    private static SourceText? FromUtf8(string name, ReadOnlySpan<byte> bytes, DiagnosticBag diagnostics)
    {
        var text = new char[bytes.Length];
        if (Utf8.ToUtf16(bytes, text, out var read, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
            return new(name, new string(text, 0, written));
        diagnostics.Add(NotText(name, new string(text, 0, written), $"the byte 0x{bytes[read]:X2} is not UTF-8"));
        return null;
    }

    private static SourceText? FromUtf16(string name, ReadOnlySpan<byte> bytes, bool bigEndian, DiagnosticBag diagnostics)
    {
        var text = (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(bytes[..(bytes.Length & ~1)]);
        var at = 0;
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune)) at += rune.Utf16SequenceLength;

        // A lone surrogate was replaced by the decoder; only bytes that spell U+FFFD may give U+FFFD.
        for (var i = text.IndexOf('\uFFFD', StringComparison.Ordinal); i >= 0; i = text.IndexOf('\uFFFD', i + 1))
        {
            var (high, low) = bigEndian ? (bytes[2 * i], bytes[(2 * i) + 1]) : (bytes[(2 * i) + 1], bytes[2 * i]);
            if (high == 0xFF && low == 0xFD) continue;
            at = i;
            break;
        }

        if (at == text.Length && bytes.Length % 2 == 0) return new(name, text);
        diagnostics.Add(NotText(name, text[..at], "half a character of UTF-16"));
        return null;
    }

    private static Diagnostic NotText(string name, string before, string message) =>
        new(SyntaxRules.Encoding, message, new SourceSpan(new(name, before), before.Length, 0)) { Fix = "save the file as UTF-8" };

    private static Diagnostic TooLarge(SourceText source, int size, YamlLimits limits) =>
        new(SyntaxRules.TooLarge, $"the file has {size:N0} bytes", new SourceSpan(source, 0, 0)) { Expected = $"at most {limits.MaxBytes:N0} bytes" };
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>From the bytes of a YAML file to its text.</summary>
public static class YamlText
{
    // The characters below U+10000 that YAML 1.1 does not let stand as such.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\v\f\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f"
        + "\u0080\u0081\u0082\u0083\u0084\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f\ufffe\uffff");

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

        var at = text.AsSpan().IndexOfAny(Forbidden);
        if (at < 0) return true;
        diagnostics.Add(new(SyntaxRules.ControlCharacter, $"the character U+{(int)text[at]:X4} cannot stand in YAML as such", new SourceSpan(source, at, 1))
        {
            Fix = $"remove it, or write it as \"\\u{(int)text[at]:x4}\" in double quotes",
        });
        return false;
    }

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

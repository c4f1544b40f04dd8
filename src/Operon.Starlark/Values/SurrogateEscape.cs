using System.Buffers;
using System.Text;

namespace Operon.Starlark.Values;

/// <summary>
/// How bytes that are not UTF-8 travel in .NET strings: a byte 80 to FF that is part of no character is the lone
/// surrogate U+DC80 to U+DCFF. Any other lone surrogate becomes U+FFFD.
/// </summary>
public static class SurrogateEscape
{
    private const char FirstEscape = '\udc80';
    private const char LastEscape = '\udcff';

    /// <summary>The text of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The text.</returns>
    public static string GetString(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(rune);
            }
            else
            {
                // Every byte of what is malformed is its own escape, so that the bytes come back as they were.
                foreach (var bad in bytes[..length])
                    text.Append((char)(FirstEscape - 0x80 + bad));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The bytes.</returns>
    public static byte[] GetBytes(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(FirstEscape, LastEscape) < 0)
            return Encoding.UTF8.GetBytes(text);
        var bytes = new ArrayBufferWriter<byte>(text.Length * 2);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(rest, out var rune, out var length);
            if (status != OperationStatus.Done && rest[0] is >= FirstEscape and <= LastEscape)
            {
                bytes.GetSpan(1)[0] = (byte)(rest[0] - FirstEscape + 0x80);
                bytes.Advance(1);
            }
            else
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            }

            rest = rest[length..];
        }

        return bytes.WrittenSpan.ToArray();
    }
}

using System.Buffers;
using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Formatting;

/// <summary>
/// Builds a string: characters as long as all are ASCII, bytes of UTF-8 from the first other one on. Dispose it
/// unless <see cref="ToValue"/> was called.
/// </summary>
internal ref struct TextBuilder
{
    private Span<char> _chars;
    private char[]? _rentedChars;
    private byte[]? _bytes;
    private int _length;

    /// <summary>A builder that begins in a buffer of the caller, usually on the stack.</summary>
    public TextBuilder(Span<char> start) => _chars = start;

    public void Append(char ascii)
    {
        if (_bytes is null && _length < _chars.Length)
            _chars[_length++] = ascii;
        else
            AppendAscii([ascii]);
    }

    public void AppendAscii(scoped ReadOnlySpan<char> text)
    {
        if (_bytes is null)
        {
            EnsureChars(text.Length);
            text.CopyTo(_chars[_length..]);
        }
        else
        {
            EnsureBytes(text.Length);
            Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        }

        _length += text.Length;
    }

    public void AppendUtf8(scoped ReadOnlySpan<byte> bytes)
    {
        if (_bytes is null)
        {
            if (Ascii.IsValid(bytes))
            {
                EnsureChars(bytes.Length);
                Encoding.Latin1.GetChars(bytes, _chars[_length..]);
                _length += bytes.Length;
                return;
            }

            Widen(bytes.Length);
        }

        EnsureBytes(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>The text of a string value.</summary>
    public void AppendText(scoped in Value text)
    {
        if (text.Reference is string ascii)
            AppendAscii(ascii);
        else
            AppendUtf8(Strings.Utf8(text));
    }

    /// <summary>A text as .NET has it.</summary>
    public void AppendString(string text)
    {
        if (Ascii.IsValid(text))
            AppendAscii(text);
        else
            AppendUtf8(SurrogateEscape.GetBytes(text));
    }

    /// <summary>Characters or bytes, for algorithms that work on either.</summary>
    public void Append<T>(scoped ReadOnlySpan<T> units)
        where T : unmanaged
    {
        if (typeof(T) == typeof(char))
            AppendAscii(System.Runtime.InteropServices.MemoryMarshal.Cast<T, char>(units));
        else
            AppendUtf8(System.Runtime.InteropServices.MemoryMarshal.Cast<T, byte>(units));
    }

    public void AppendRune(Rune rune)
    {
        if (rune.IsAscii)
        {
            Append((char)rune.Value);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        AppendUtf8(bytes[..rune.EncodeToUtf8(bytes)]);
    }

    public void AppendInt(long number)
    {
        if (_bytes is null)
        {
            EnsureChars(20);
            number.TryFormat(_chars[_length..], out var written);
            _length += written;
            return;
        }

        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out var length);
        AppendAscii(digits[..length]);
    }

    /// <summary>The string; the builder is empty then.</summary>
    public Value ToValue()
    {
        var value = _bytes is null
            ? Value.FromAscii(new string(_chars[.._length]))
            : Strings.FromUtf8(_bytes.AsSpan(0, _length));
        Dispose();
        return value;
    }

    public void Dispose()
    {
        if (_rentedChars is not null)
            ArrayPool<char>.Shared.Return(_rentedChars);
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        this = default;
    }

    private static int Capacity(int length, int more)
    {
        var needed = length + (long)more;
        if (needed > Limits.Text)
            throw Strings.TooLong();
        var capacity = Math.Min(Math.Max(needed, Math.Max(256, length * 2L)), Limits.Text);
        StarlarkThread.Reserve(capacity * sizeof(char));
        return (int)capacity;
    }

    private void EnsureChars(int more)
    {
        if (_chars.Length - _length >= more)
            return;
        var larger = ArrayPool<char>.Shared.Rent(Capacity(_length, more));
        _chars[.._length].CopyTo(larger);
        if (_rentedChars is not null)
            ArrayPool<char>.Shared.Return(_rentedChars);
        _chars = _rentedChars = larger;
    }

    private void EnsureBytes(int more)
    {
        if (_bytes!.Length - _length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Capacity(_length, more));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private void Widen(int more)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(Capacity(_length, more));
        Encoding.UTF8.GetBytes(_chars[.._length], _bytes);
        if (_rentedChars is not null)
            ArrayPool<char>.Shared.Return(_rentedChars);
        _rentedChars = null;
        _chars = default;
    }
}

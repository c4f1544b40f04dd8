using System.Runtime.CompilerServices;
using System.Text;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>What every string can do whatever holds it. Lengths and indices are of UTF-8 bytes.</summary>
internal static class Strings
{
    /// <summary>From this length on a concatenation leaves room to grow.</summary>
    private const int GrowingLength = 1024;

    public static StarlarkException TooLong() => new("string too long");

    /// <summary>Whether the value is a string of ASCII only, and that as .NET has it.</summary>
    public static bool TryAscii(in Value value, out string text)
    {
        if (value.Reference is string plain)
        {
            text = plain;
            return true;
        }

        if (value.Reference is Text { IsAscii: true } grown)
        {
            text = grown.Decoded;
            return true;
        }

        text = "";
        return false;
    }

    public static bool IsAscii(in Value value) => value.Reference is string or Text { IsAscii: true };

    public static int Length(in Value value) =>
        value.Reference is string text ? text.Length : Unsafe.As<Text>(value.Reference)!.Length;

    /// <summary>The bytes of a string; those of ASCII text are made for this.</summary>
    public static ReadOnlySpan<byte> Utf8(scoped in Value value) =>
        value.Reference is string text ? AsciiBytes(text) : Unsafe.As<Text>(value.Reference)!.Utf8;

    public static void CopyUtf8(in Value value, Span<byte> target)
    {
        if (value.Reference is string text)
            Encoding.UTF8.GetBytes(text, target);
        else
            Unsafe.As<Text>(value.Reference)!.Utf8.CopyTo(target);
    }

    /// <summary>The text as .NET has it, bytes that are not UTF-8 as <see cref="SurrogateEscape"/> says.</summary>
    public static string Decode(in Value value) =>
        value.Reference is string text ? text : Unsafe.As<Text>(value.Reference)!.Decoded;

    public static Value FromUtf8(ReadOnlySpan<byte> bytes) =>
        Ascii.IsValid(bytes) ? Value.FromAscii(Encoding.Latin1.GetString(bytes)) : Value.FromObject(new Text(bytes.ToArray()));

    /// <summary>A string of characters, or of bytes of UTF-8, for algorithms that work on either.</summary>
    public static Value Make<T>(ReadOnlySpan<T> units)
        where T : unmanaged =>
        typeof(T) == typeof(char)
            ? Value.FromAscii(new string(System.Runtime.InteropServices.MemoryMarshal.Cast<T, char>(units)))
            : FromUtf8(System.Runtime.InteropServices.MemoryMarshal.Cast<T, byte>(units));

    public static Value Concat(in Value left, in Value right)
    {
        if (left.Reference is string first && right.Reference is string second && first.Length + (long)second.Length < GrowingLength)
            return Value.FromAscii(string.Concat(first, second));
        if (Length(right) == 0)
            return left;
        if (Length(left) == 0)
            return right;
        if (Length(left) + (long)Length(right) >= GrowingLength)
            return Value.FromObject(Text.Concat(left, right));

        var bytes = new byte[Length(left) + Length(right)];
        CopyUtf8(left, bytes);
        CopyUtf8(right, bytes.AsSpan(Length(left)));
        return FromUtf8(bytes);
    }

    public static bool Equal(in Value left, in Value right)
    {
        if (ReferenceEquals(left.Reference, right.Reference))
            return true;
        if (Length(left) != Length(right))
            return false;
        StarlarkThread.SpendText(Length(left));
        if (left.Reference is string first && right.Reference is string second)
            return string.Equals(first, second);
        return TryAscii(left, out first)
            ? TryAscii(right, out second) && string.Equals(first, second)
            : !IsAscii(right) && Utf8(left).SequenceEqual(Utf8(right));
    }

    /// <summary>The order of the bytes, which is that of the code points.</summary>
    public static int Compare(in Value left, in Value right)
    {
        StarlarkThread.SpendText(Math.Min(Length(left), Length(right)));
        return TryAscii(left, out var first) && TryAscii(right, out var second)
            ? string.CompareOrdinal(first, second)
            : Utf8(left).SequenceCompareTo(Utf8(right));
    }

    public static int Hash(in Value value) =>
        value.Reference is string text ? HashTable.HashOf(text) : Unsafe.As<Text>(value.Reference)!.GetValueHash();

    public static bool Contains(in Value text, in Value part) =>
        TryAscii(text, out var first)
            ? TryAscii(part, out var second) && TextSearch.IndexOf<char>(first, second) >= 0
            : TextSearch.IndexOf(Utf8(text), Utf8(part)) >= 0;

    /// <summary>The bytes from a start to an end.</summary>
    public static Value Slice(in Value text, int start, int end)
    {
        StarlarkThread.Reserve((end - (long)start) * sizeof(char));
        if (start >= end)
            return Value.FromAscii("");
        if (start == 0 && end == Length(text))
            return text;
        return text.Reference is string plain
            ? Value.FromAscii(plain.Substring(start, end - start))
            : FromUtf8(Unsafe.As<Text>(text.Reference)!.Utf8[start..end]);
    }

    /// <summary>Every so many bytes of a string.</summary>
    public static Value Slice(in Value text, int start, int end, int step)
    {
        if (step == 1)
            return Slice(text, start, end);
        var count = Slicing.Count(start, end, step);
        StarlarkThread.Reserve(count * 2L * sizeof(char));
        return TryAscii(text, out var plain) ? Every<char>(plain, start, step, count) : Every(Utf8(text), start, step, count);
    }

    /// <summary>The string of one byte.</summary>
    public static Value At(in Value text, int index)
    {
        if (text.Reference is string plain)
            return Value.FromAscii(plain[index].ToString());
        var bytes = Unsafe.As<Text>(text.Reference)!.Utf8;
        return bytes[index] < 0x80 ? Value.FromAscii(((char)bytes[index]).ToString()) : Value.FromObject(new Text([bytes[index]]));
    }

    public static Value Repeat(in Value text, int count)
    {
        if (TryAscii(text, out var plain))
        {
            if (plain.Length == 1)
                return Value.FromAscii(new string(plain[0], count));
            return Value.FromAscii(string.Create(plain.Length * count, plain, static (target, unit) =>
            {
                for (var at = 0; at < target.Length; at += unit.Length)
                    unit.CopyTo(target[at..]);
            }));
        }

        var bytes = Utf8(text);
        var repeated = new byte[bytes.Length * count];
        for (var at = 0; at < repeated.Length; at += bytes.Length)
            bytes.CopyTo(repeated.AsSpan(at));
        return FromUtf8(repeated);
    }

    private static byte[] AsciiBytes(string ascii)
    {
        var bytes = new byte[ascii.Length];
        Encoding.UTF8.GetBytes(ascii, bytes);
        return bytes;
    }

    private static Value Every<T>(ReadOnlySpan<T> units, int start, int step, int count)
        where T : unmanaged
    {
        var chosen = new T[count];
        for (var i = 0; i < count; i++)
            chosen[i] = units[start + (i * step)];
        return Make<T>(chosen);
    }
}

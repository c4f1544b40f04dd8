using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of strings that take something off the ends.</summary>
internal static class StringStripping
{
    /// <summary><c>strip</c>, <c>lstrip</c>, <c>rstrip</c></summary>
    public static Value Strip(string method, in Value self, scoped in Arguments arguments)
    {
        Positional.Check(method, arguments, 0, 1);
        var atStart = method[0] != 'r';
        var atEnd = method[0] != 'l';
        if (arguments.Count == 1 && Positional.Text(method, arguments, 0) is var cut && Strings.Length(cut) > 0)
        {
            if (Strings.TryAscii(self, out var text) && Strings.TryAscii(cut, out var characters))
            {
                var set = SearchValues.Create(characters);
                var rest = text.AsSpan();
                if (atStart)
                    rest = rest[(rest.IndexOfAnyExcept(set) is >= 0 and var first ? first : rest.Length)..];
                if (atEnd)
                    rest = rest[..(rest.LastIndexOfAnyExcept(set) + 1)];
                return rest.Length == text.Length ? self : Strings.Make(rest);
            }

            return StripCharacters(Strings.Utf8(self), CharactersOf(cut), atStart, atEnd);
        }

        return Strings.TryAscii(self, out var ascii)
            ? StripSpace<char>(self, ascii, atStart, atEnd)
            : StripSpace(self, Strings.Utf8(self), atStart, atEnd);
    }

    public static Value RemovePrefix(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("removeprefix", arguments, 1, 1);
        var prefix = Positional.Text("removeprefix", arguments, 0);
        return Strings.Utf8(self).StartsWith(Strings.Utf8(prefix)) ? Strings.Slice(self, Strings.Length(prefix), Strings.Length(self)) : self;
    }

    public static Value RemoveSuffix(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("removesuffix", arguments, 1, 1);
        var suffix = Positional.Text("removesuffix", arguments, 0);
        return Strings.Utf8(self).EndsWith(Strings.Utf8(suffix)) ? Strings.Slice(self, 0, Strings.Length(self) - Strings.Length(suffix)) : self;
    }

    internal static ReadOnlySpan<T> TrimStart<T>(ReadOnlySpan<T> text)
        where T : unmanaged
    {
        while (!text.IsEmpty && IsSpaceAtStart(text, out var width))
            text = text[width..];
        return text;
    }

    internal static ReadOnlySpan<T> TrimEnd<T>(ReadOnlySpan<T> text)
        where T : unmanaged
    {
        while (!text.IsEmpty && IsSpaceAtEnd(text, out var width))
            text = text[..^width];
        return text;
    }

    internal static bool IsSpaceAtStart<T>(ReadOnlySpan<T> text, out int width)
        where T : unmanaged
    {
        if (typeof(T) == typeof(char))
        {
            width = 1;
            return IsAsciiSpace(MemoryMarshal.Cast<T, char>(text)[0]);
        }

        width = Runes.Decode(MemoryMarshal.Cast<T, byte>(text), out var rune);
        return Rune.IsWhiteSpace(rune);
    }

    internal static bool IsSpaceAtEnd<T>(ReadOnlySpan<T> text, out int width)
        where T : unmanaged
    {
        if (typeof(T) == typeof(char))
        {
            width = 1;
            return IsAsciiSpace(MemoryMarshal.Cast<T, char>(text)[^1]);
        }

        width = Runes.DecodeLast(MemoryMarshal.Cast<T, byte>(text), out var rune);
        return Rune.IsWhiteSpace(rune);
    }

    // The information separators are space to .NET, not here.
    private static bool IsAsciiSpace(char character) => character is ' ' or (>= '\t' and <= '\r');

    private static Value StripSpace<T>(in Value self, ReadOnlySpan<T> text, bool atStart, bool atEnd)
        where T : unmanaged
    {
        var rest = atStart ? TrimStart(text) : text;
        if (atEnd)
            rest = TrimEnd(rest);
        return rest.Length == text.Length ? self : Strings.Make(rest);
    }

    private static HashSet<Rune> CharactersOf(in Value text)
    {
        var characters = new HashSet<Rune>();
        var bytes = Strings.Utf8(text);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[Runes.Decode(bytes, out var rune)..];
            characters.Add(rune);
        }

        return characters;
    }

    private static Value StripCharacters(ReadOnlySpan<byte> text, HashSet<Rune> characters, bool atStart, bool atEnd)
    {
        while (atStart && !text.IsEmpty && Runes.Decode(text, out var rune) is var width && characters.Contains(rune))
            text = text[width..];
        while (atEnd && !text.IsEmpty && Runes.DecodeLast(text, out var rune) is var width && characters.Contains(rune))
            text = text[..^width];
        return Strings.FromUtf8(text);
    }
}

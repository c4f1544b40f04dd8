using System.Text;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of strings that change letters or ask what they are.</summary>
internal static class StringCase
{
    public static Value Upper(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("upper", arguments, 0, 0);
        return Strings.TryAscii(self, out var text) ? Value.FromAscii(text.ToUpperInvariant()) : Map(self, static (rune, _, _) => Runes.ToUpper(rune));
    }

    public static Value Lower(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("lower", arguments, 0, 0);
        return Strings.TryAscii(self, out var text) ? Value.FromAscii(text.ToLowerInvariant()) : Map(self, static (rune, _, _) => Runes.ToLower(rune));
    }

    public static Value Capitalize(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("capitalize", arguments, 0, 0);
        return Map(self, static (rune, _, isFirst) => isFirst ? Runes.ToTitle(rune) : Runes.ToLower(rune));
    }

    public static Value Title(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("title", arguments, 0, 0);
        return Map(self, static (rune, previous, _) => Runes.IsCased(previous) ? Runes.ToLower(rune) : Runes.ToTitle(rune));
    }

    /// <summary><c>isalnum</c>, <c>isalpha</c>, <c>isdigit</c>, <c>isspace</c>: whether there are characters, all of one sort.</summary>
    public static Value All(string method, in Value self, scoped in Arguments arguments)
    {
        Positional.Check(method, arguments, 0, 0);
        var text = Strings.Utf8(self);
        if (text.IsEmpty)
            return Value.False;
        while (!text.IsEmpty)
        {
            text = text[Runes.Decode(text, out var rune)..];
            var isOne = method switch
            {
                "isalnum" => Rune.IsLetter(rune) || Rune.IsDigit(rune),
                "isalpha" => Rune.IsLetter(rune),
                "isdigit" => Rune.IsDigit(rune),
                _ => Rune.IsWhiteSpace(rune),
            };
            if (!isOne)
                return Value.False;
        }

        return Value.True;
    }

    public static Value IsLower(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("islower", arguments, 0, 0);
        return IsUnchanged(self, Runes.ToLower);
    }

    public static Value IsUpper(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("isupper", arguments, 0, 0);
        return IsUnchanged(self, Runes.ToUpper);
    }

    public static Value IsTitle(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("istitle", arguments, 0, 0);
        var text = Strings.Utf8(self);
        var isCased = false;
        var previousIsCased = false;
        while (!text.IsEmpty)
        {
            text = text[Runes.Decode(text, out var rune)..];
            if (Runes.IsUpper(rune) || Runes.IsTitle(rune))
            {
                if (previousIsCased)
                    return Value.False;
                isCased = previousIsCased = true;
            }
            else if (Runes.IsLower(rune))
            {
                if (!previousIsCased)
                    return Value.False;
                isCased = previousIsCased = true;
            }
            else
            {
                previousIsCased = false;
            }
        }

        return Value.FromBool(isCased);
    }

    private static Value Map(in Value self, Func<Rune, Rune, bool, Rune> map)
    {
        var builder = new TextBuilder(stackalloc char[256]);
        var text = Strings.Utf8(self);
        var previous = new Rune(' ');
        for (var isFirst = true; !text.IsEmpty; isFirst = false)
        {
            text = text[Runes.Decode(text, out var rune)..];
            previous = map(rune, previous, isFirst);
            builder.AppendRune(previous);
        }

        return builder.ToValue();
    }

    private static Value IsUnchanged(in Value self, Func<Rune, Rune> map)
    {
        var text = Strings.Utf8(self);
        var isCased = false;
        while (!text.IsEmpty)
        {
            var width = Runes.Decode(text, out var rune);
            text = text[width..];
            if (map(rune) != rune || (width == 1 && rune == Rune.ReplacementChar))
                return Value.False;
            isCased |= Runes.IsCased(rune);
        }

        return Value.FromBool(isCased);
    }
}

using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of strings that look for another string. Texts of ASCII are searched as they are, others as bytes.</summary>
internal static class StringSearch
{
    public static Value Count(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("count", arguments, 1, 3);
        var part = Positional.Text("count", arguments, 0);
        var (start, end) = Bounds("count", self, arguments);
        if (start >= end)
            return Value.FromInt(Strings.Length(part) == 0 ? 1 : 0);
        if (Strings.TryAscii(self, out var text) && Strings.TryAscii(part, out var wanted))
            return Value.FromInt(wanted.Length == 0 ? end - start + 1 : TextSearch.Count<char>(text.AsSpan(start, end - start), wanted));
        var bytes = Strings.Utf8(self)[start..end];
        return Value.FromInt(Strings.Length(part) == 0 ? Runes.Count(bytes) + 1 : TextSearch.Count(bytes, Strings.Utf8(part)));
    }

    /// <summary><c>find</c>, <c>index</c>, <c>rfind</c>, <c>rindex</c></summary>
    public static Value Find(string method, in Value self, scoped in Arguments arguments)
    {
        Positional.Check(method, arguments, 1, 3);
        var part = Positional.Text(method, arguments, 0);
        var (start, end) = Bounds(method, self, arguments);
        var length = Math.Max(end - start, 0);
        var last = method[0] == 'r';
        int at;
        if (Strings.TryAscii(self, out var text) && Strings.TryAscii(part, out var wanted))
            at = Find<char>(text.AsSpan(start, length), wanted, last);
        else
            at = Find(Strings.Utf8(self).Slice(start, length), Strings.Utf8(part), last);
        if (at < 0 && method.EndsWith("index", StringComparison.Ordinal))
            throw new StarlarkException($"{method}: substring not found");
        return Value.FromInt(at < 0 ? -1 : at + start);
    }

    public static Value StartsOrEndsWith(string method, in Value self, scoped in Arguments arguments)
    {
        Positional.Check(method, arguments, 1, 3);
        var (start, end) = Bounds(method, self, arguments);
        var text = start == 0 && end == Strings.Length(self) ? self : Strings.Slice(self, start, end);
        var wanted = arguments.Positional[0];
        if (wanted.IsString)
            return Value.FromBool(StartsOrEnds(method, text, wanted));
        if (wanted.Reference is not StarlarkTuple tuple)
            throw new StarlarkException($"{method}: got {TypeNames.Of(wanted)}, want string or tuple of string");
        for (var i = 0; i < tuple.Count; i++)
        {
            var choice = tuple[i];
            if (!choice.IsString)
                throw new StarlarkException($"{method}: want string, got {TypeNames.Of(choice)}, for element {i}");
            if (StartsOrEnds(method, text, choice))
                return Value.True;
        }

        return Value.False;
    }

    public static Value Replace(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("replace", arguments, 2, 3);
        var old = Positional.Text("replace", arguments, 0);
        var fresh = Positional.Text("replace", arguments, 1);
        var most = Positional.Int("replace", arguments, 2, -1);
        if (most < 0)
            most = long.MaxValue;
        if (Strings.TryAscii(self, out var text) && Strings.TryAscii(old, out var wanted) && Strings.TryAscii(fresh, out var instead))
        {
            if (most == long.MaxValue && wanted.Length is > 0 and <= TextSearch.Head)
            {
                CheckLength(text, wanted, instead);
                return Value.FromAscii(text.Replace(wanted, instead, StringComparison.Ordinal));
            }

            return Replace<char>(text, wanted, instead, most);
        }

        return Replace(Strings.Utf8(self), Strings.Utf8(old), Strings.Utf8(fresh), most);
    }

    private static (int Start, int End) Bounds(string method, in Value self, scoped in Arguments arguments)
    {
        if (arguments.Count == 1)
            return (0, Strings.Length(self));
        try
        {
            return Slicing.Bounds(Positional.At(arguments, 1), Positional.At(arguments, 2), Strings.Length(self));
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named(method, exception);
        }
    }

    private static int Find<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> part, bool last)
        where T : unmanaged, IEquatable<T> =>
        last ? TextSearch.LastIndexOf(text, part) : TextSearch.IndexOf(text, part);

    private static bool StartsOrEnds(string method, in Value text, in Value part)
    {
        var starts = method[0] == 's';
        if (Strings.TryAscii(text, out var ascii) && Strings.TryAscii(part, out var wanted))
            return starts ? ascii.StartsWith(wanted, StringComparison.Ordinal) : ascii.EndsWith(wanted, StringComparison.Ordinal);
        return starts ? Strings.Utf8(text).StartsWith(Strings.Utf8(part)) : Strings.Utf8(text).EndsWith(Strings.Utf8(part));
    }

    private static void CheckLength(string text, string old, string fresh)
    {
        // Most often it is not worth counting.
        var most = text.Length + (text.Length / old.Length * (long)fresh.Length);
        if (most <= Limits.Text / 1024)
            return;
        var length = text.Length + ((fresh.Length - old.Length) * (long)TextSearch.Count<char>(text, old));
        if (length > Limits.Text)
            throw Strings.TooLong();
        StarlarkThread.Reserve(length * sizeof(char));
    }

    private static Value Replace<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> old, ReadOnlySpan<T> fresh, long most)
        where T : unmanaged, IEquatable<T>
    {
        var builder = new TextBuilder(stackalloc char[256]);
        for (; most > 0; most--)
        {
            if (old.IsEmpty)
            {
                // Between all characters, before the first and behind the last.
                builder.Append(fresh);
                if (text.IsEmpty)
                    return builder.ToValue();
                var width = typeof(T) == typeof(byte) ? Runes.Decode(System.Runtime.InteropServices.MemoryMarshal.Cast<T, byte>(text), out _) : 1;
                builder.Append(text[..width]);
                text = text[width..];
                continue;
            }

            var at = TextSearch.IndexOf(text, old);
            if (at < 0)
                break;
            builder.Append(text[..at]);
            builder.Append(fresh);
            text = text[(at + old.Length)..];
        }

        builder.Append(text);
        return builder.ToValue();
    }
}

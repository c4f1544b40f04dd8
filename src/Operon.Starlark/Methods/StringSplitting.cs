using System.Runtime.InteropServices;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of strings that take apart and put together. Texts of ASCII are cut as they are, others as bytes.</summary>
internal static class StringSplitting
{
    public static Value Join(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("join", arguments, 1, 1);
        var iterable = Positional.Iterable("join", arguments, 0);
        var builder = new TextBuilder(stackalloc char[256]);
        try
        {
            if (Iteration.TrySpan(iterable, out var items))
            {
                for (var i = 0; i < items.Length; i++)
                    AppendPart(ref builder, self, items[i], i == 0);
                return builder.ToValue();
            }

            using var parts = Iteration.Of(iterable);
            for (var first = true; parts.Next(out var part); first = false)
                AppendPart(ref builder, self, part, first);
            return builder.ToValue();
        }
        finally
        {
            builder.Dispose();
        }
    }

    /// <summary><c>partition</c> and <c>rpartition</c></summary>
    public static Value Partition(string method, in Value self, scoped in Arguments arguments)
    {
        Positional.Check(method, arguments, 1, 1);
        var separator = Positional.Text(method, arguments, 0);
        if (Strings.Length(separator) == 0)
            throw new StarlarkException($"{method}: empty separator");
        var last = method[0] == 'r';
        int at;
        if (Strings.TryAscii(self, out var text) && Strings.TryAscii(separator, out var wanted))
            at = last ? TextSearch.LastIndexOf<char>(text, wanted) : TextSearch.IndexOf<char>(text, wanted);
        else
            at = last ? TextSearch.LastIndexOf(Strings.Utf8(self), Strings.Utf8(separator)) : TextSearch.IndexOf(Strings.Utf8(self), Strings.Utf8(separator));
        var empty = Value.FromAscii("");
        if (at < 0)
            return Value.FromObject(last ? new StarlarkTuple(empty, empty, self) : new StarlarkTuple(self, empty, empty));
        var behind = at + Strings.Length(separator);
        return Value.FromObject(new StarlarkTuple(
            Strings.Slice(self, 0, at), separator, Strings.Slice(self, behind, Strings.Length(self))));
    }

    /// <summary><c>split</c> and <c>rsplit</c></summary>
    public static Value Split(string method, in Value self, scoped in Arguments arguments)
    {
        Positional.Check(method, arguments, 0, 2);
        var separator = Positional.At(arguments, 0);
        var most = Positional.Int(method, arguments, 1, -1);
        var last = method[0] == 'r' && most >= 0;
        if (most < 0)
            most = long.MaxValue;
        var parts = new StarlarkList();
        if (separator.IsUnset || separator.IsNone)
        {
            if (Strings.TryAscii(self, out var text))
                SplitSpace<char>(text, most, last, parts);
            else
                SplitSpace(Strings.Utf8(self), most, last, parts);
        }
        else if (!separator.IsString)
        {
            throw new StarlarkException($"split: got {TypeNames.Of(separator)} for separator, want string");
        }
        else if (Strings.Length(separator) == 0)
        {
            throw new StarlarkException("split: empty separator");
        }
        else if (Strings.TryAscii(self, out var text) && Strings.TryAscii(separator, out var wanted))
        {
            Split<char>(text, wanted, most, last, parts);
        }
        else
        {
            Split(Strings.Utf8(self), Strings.Utf8(separator), most, last, parts);
        }

        return Value.FromObject(parts);
    }

    public static Value SplitLines(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("splitlines", arguments, 0, 1);
        var keepsEnds = Positional.Bool("splitlines", arguments, 0, absent: false);
        var lines = new StarlarkList();
        if (Strings.TryAscii(self, out var text))
            SplitLines<char>(text, '\n', keepsEnds, lines);
        else
            SplitLines(Strings.Utf8(self), (byte)'\n', keepsEnds, lines);
        return Value.FromObject(lines);
    }

    private static void AppendPart(ref TextBuilder builder, in Value separator, in Value part, bool first)
    {
        StarlarkThread.Spend(1);
        if (!first)
            builder.AppendText(separator);
        if (!part.IsString)
            throw new StarlarkException($"join: in list, want string, got {TypeNames.Of(part)}");
        builder.AppendText(part);
    }

    private static void Split<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> separator, long most, bool last, StarlarkList parts)
        where T : unmanaged, IEquatable<T>
    {
        while (parts.Count < most)
        {
            var at = last ? TextSearch.LastIndexOf(text, separator) : TextSearch.IndexOf(text, separator);
            if (at < 0)
                break;
            parts.AddUnchecked(Strings.Make(last ? text[(at + separator.Length)..] : text[..at]));
            text = last ? text[..at] : text[(at + separator.Length)..];
        }

        parts.AddUnchecked(Strings.Make(text));
        if (last)
            parts.Items.AsSpan(0, parts.Count).Reverse();
    }

    private static void SplitSpace<T>(ReadOnlySpan<T> text, long most, bool last, StarlarkList parts)
        where T : unmanaged, IEquatable<T>
    {
        while (true)
        {
            text = last ? StringStripping.TrimEnd(text) : StringStripping.TrimStart(text);
            if (text.IsEmpty)
                break;
            if (parts.Count >= most)
            {
                // What is left goes as it is, up to its other end.
                parts.AddUnchecked(Strings.Make(text));
                break;
            }

            var length = last ? WordAtEnd(text) : WordAtStart(text);
            parts.AddUnchecked(Strings.Make(last ? text[^length..] : text[..length]));
            text = last ? text[..^length] : text[length..];
        }

        if (last)
            parts.Items.AsSpan(0, parts.Count).Reverse();
    }

    private static int WordAtStart<T>(ReadOnlySpan<T> text)
        where T : unmanaged
    {
        var length = 0;
        while (length < text.Length && !StringStripping.IsSpaceAtStart(text[length..], out var width))
            length += width;
        return length;
    }

    private static int WordAtEnd<T>(ReadOnlySpan<T> text)
        where T : unmanaged
    {
        var length = 0;
        while (length < text.Length && !StringStripping.IsSpaceAtEnd(text[..^length], out var width))
            length += width;
        return length;
    }

    private static void SplitLines<T>(ReadOnlySpan<T> text, T newline, bool keepsEnds, StarlarkList lines)
        where T : unmanaged, IEquatable<T>
    {
        while (!text.IsEmpty)
        {
            var at = text.IndexOf(newline);
            if (at < 0)
            {
                lines.AddUnchecked(Strings.Make(text));
                break;
            }

            lines.AddUnchecked(Strings.Make(text[..(keepsEnds ? at + 1 : at)]));
            text = text[(at + 1)..];
        }
    }
}

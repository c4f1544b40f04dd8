using System.Runtime.InteropServices;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Formatting;

/// <summary>What <c>s.format(…)</c> gives: fields in braces by order, number or name, with <c>!r</c> or <c>!s</c> and nothing more.</summary>
internal static class BraceFormat
{
    public static Value Apply(in Value format, scoped in Arguments arguments)
    {
        var builder = new TextBuilder(stackalloc char[256]);
        try
        {
            if (Strings.TryAscii(format, out var text))
                Apply<char>(ref builder, text, '{', '}', arguments);
            else
                Apply(ref builder, Strings.Utf8(format), (byte)'{', (byte)'}', arguments);
            return builder.ToValue();
        }
        finally
        {
            builder.Dispose();
        }
    }

    private static void Apply<T>(ref TextBuilder builder, ReadOnlySpan<T> format, T open, T close, scoped in Arguments arguments)
        where T : unmanaged, IEquatable<T>
    {
        // How many fields were numbered by order; -1 once one was numbered by the program.
        var next = 0;
        while (true)
        {
            var at = format.IndexOf(open);
            WriteLiteral(ref builder, at < 0 ? format : format[..at], close);
            if (at < 0)
                return;
            format = format[(at + 1)..];
            if (!format.IsEmpty && format[0].Equals(open))
            {
                builder.Append('{');
                format = format[1..];
                continue;
            }

            var end = format.IndexOf(close);
            if (end < 0)
                throw new StarlarkException("format: unmatched '{' in format");
            StarlarkThread.Spend(1);
            WriteField(ref builder, format[..end], arguments, ref next);
            format = format[(end + 1)..];
        }
    }

    private static void WriteLiteral<T>(ref TextBuilder builder, ReadOnlySpan<T> literal, T close)
        where T : unmanaged, IEquatable<T>
    {
        while (literal.IndexOf(close) is >= 0 and var at)
        {
            if (at + 1 == literal.Length || !literal[at + 1].Equals(close))
                throw new StarlarkException("format: single '}' in format");
            builder.Append(literal[..(at + 1)]);
            literal = literal[(at + 2)..];
        }

        builder.Append(literal);
    }

    private static void WriteField<T>(ref TextBuilder builder, ReadOnlySpan<T> units, scoped in Arguments arguments, ref int next)
        where T : unmanaged, IEquatable<T>
    {
        if (units.IsEmpty)
        {
            Representation.WriteStr(ref builder, Automatic(arguments, ref next));
            return;
        }

        var field = typeof(T) == typeof(char)
            ? MemoryMarshal.Cast<T, char>(units).ToString()
            : SurrogateEscape.GetString(MemoryMarshal.Cast<T, byte>(units));
        var (name, conversion, specification) = TakeApart(field);
        Value argument;
        if (name.Length == 0)
            argument = Automatic(arguments, ref next);
        else if (TryNumber(name, out var number))
            argument = Numbered(arguments, number, ref next);
        else
            argument = Named(arguments, name);
        if (specification.Length > 0)
            throw new StarlarkException($"format spec features not supported in replacement fields: {specification}");
        if (conversion == "s")
            Representation.WriteStr(ref builder, argument);
        else if (conversion == "r")
            Representation.Write(ref builder, argument);
        else
            throw new StarlarkException($"format: unknown conversion {Quotation.Of(conversion)}");
    }

    /// <summary><c>name</c>, <c>name:specification</c>, <c>name!conversion</c> or <c>name!conversion:specification</c>.</summary>
    private static (string Name, string Conversion, string Specification) TakeApart(string field)
    {
        var mark = field.IndexOf('!', StringComparison.Ordinal);
        var colon = field.IndexOf(':', mark < 0 ? 0 : mark);
        var specification = colon < 0 ? "" : field[(colon + 1)..];
        var rest = colon < 0 ? field : field[..colon];
        return mark < 0 ? (rest, "s", specification) : (rest[..mark], rest[(mark + 1)..], specification);
    }

    private static bool TryNumber(string name, out int number)
    {
        long total = 0;
        foreach (var digit in name)
        {
            if (digit is < '0' or > '9')
            {
                number = 0;
                return false;
            }

            total = Math.Min((total * 10) + digit - '0', int.MaxValue);
        }

        number = (int)total;
        return true;
    }

    private static Value Automatic(scoped in Arguments arguments, ref int next)
    {
        if (next < 0)
            throw new StarlarkException("format: cannot switch from manual field specification to automatic field numbering");
        var positional = arguments.Positional;
        if (next >= positional.Length)
            throw new StarlarkException("format: tuple index out of range");
        return positional[next++];
    }

    private static Value Numbered(scoped in Arguments arguments, int number, ref int next)
    {
        if (next > 0)
            throw new StarlarkException("format: cannot switch from automatic field numbering to manual field specification");
        next = -1;
        var positional = arguments.Positional;
        return number < positional.Length ? positional[number] : throw new StarlarkException("format: tuple index out of range");
    }

    private static Value Named(scoped in Arguments arguments, string name)
    {
        var at = arguments.Names.IndexOf(name);
        if (at >= 0)
            return arguments.Named[at];
        if (name.Contains('.', StringComparison.Ordinal))
            throw new StarlarkException($"format: attribute syntax x.y is not supported in replacement fields: {name}");
        if (name.Contains('[', StringComparison.Ordinal))
            throw new StarlarkException($"format: element syntax a[i] is not supported in replacement fields: {name}");
        if (name.Contains('{', StringComparison.Ordinal))
            throw new StarlarkException("format: nested replacement fields not supported");
        throw new StarlarkException($"format: keyword {name} not found");
    }
}

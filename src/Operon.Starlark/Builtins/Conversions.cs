using Operon.Starlark.Execution;
using Operon.Starlark.Methods;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary><c>bool</c>, <c>bytes</c>, <c>dict</c>, <c>list</c>, <c>repr</c>, <c>set</c>, <c>str</c>, <c>tuple</c></summary>
internal static class Conversions
{
    public static Value Bool(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("bool", arguments, 0, 1);
        return Value.FromBool(arguments.Count == 1 && Operators.Truth(arguments.Positional[0]));
    }

    public static Value Bytes(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException("bytes does not accept keyword arguments");
        if (arguments.Count != 1)
            throw new StarlarkException($"bytes: got {arguments.Count} arguments, want exactly 1");
        var value = arguments.Positional[0];
        if (value.Kind == ValueKind.Bytes)
            return value;
        if (value.IsString)
            return Value.FromObject(new StarlarkBytes(Strings.Utf8(Transcoded(Strings.Utf8(value)))));
        using var elements = Iteration.TryIterate(value)
            ?? throw new StarlarkException($"bytes: got {TypeNames.Of(value)}, want string, bytes, or iterable of ints");
        var bytes = new List<byte>();
        while (elements.Next(thread, out var element))
        {
            try
            {
                bytes.Add(Integers.ToByte(element));
            }
            catch (StarlarkException exception)
            {
                throw new StarlarkException($"bytes: at index {bytes.Count}, {exception.Message}", exception);
            }
        }

        return Value.FromObject(new StarlarkBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)));
    }

    public static Value Dict(StarlarkThread thread, scoped in Arguments arguments)
    {
        var dict = new StarlarkDict();
        DictUpdate.Apply("dict", dict, arguments);
        return Value.FromObject(dict);
    }

    public static Value List(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("list", arguments, 0, 1);
        var list = new StarlarkList();
        if (arguments.Count == 1)
            list.ExtendUnchecked(Positional.Iterable("list", arguments, 0));
        return Value.FromObject(list);
    }

    public static Value Repr(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("repr", arguments, 1, 1);
        return Representation.Repr(arguments.Positional[0]);
    }

    public static Value Set(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("set", arguments, 0, 1);
        var set = new StarlarkSet();
        if (arguments.Count == 1)
        {
            using var elements = Iteration.Of(Positional.Iterable("set", arguments, 0));
            try
            {
                while (elements.Next(thread, out var element))
                    set.Add(element);
            }
            catch (StarlarkException exception)
            {
                throw Positional.Named("set", exception);
            }
        }

        return Value.FromObject(set);
    }

    public static Value Str(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException("str does not accept keyword arguments");
        if (arguments.Count != 1)
            throw new StarlarkException($"str: got {arguments.Count} arguments, want exactly 1");
        var value = arguments.Positional[0];
        return value.Reference is StarlarkBytes bytes ? Transcoded(bytes.Span) : Representation.Str(value);
    }

    public static Value Tuple(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("tuple", arguments, 0, 1);
        if (arguments.Count == 0)
            return Value.FromObject(StarlarkTuple.Empty);
        var elements = Positional.Iterable("tuple", arguments, 0);
        return elements.Kind == ValueKind.Tuple ? elements : Value.FromObject(new StarlarkTuple(Iteration.ToArray(elements)));
    }

    /// <summary>The string of bytes in which every byte that is no character becomes U+FFFD.</summary>
    private static Value Transcoded(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return Strings.FromUtf8(bytes);
        var builder = new Formatting.TextBuilder(stackalloc char[256]);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[Formatting.Runes.Decode(bytes, out var rune)..];
            builder.AppendRune(rune);
        }

        return builder.ToValue();
    }
}

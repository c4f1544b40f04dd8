using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary><c>chr</c>, <c>hash</c>, <c>ord</c></summary>
internal static class Characters
{
    public static Value Chr(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException("chr does not accept keyword arguments");
        if (arguments.Count != 1)
            throw new StarlarkException($"chr: got {arguments.Count} arguments, want 1");
        var code = Integers.ToInt32(arguments.Positional[0], "chr: ");
        if (code < 0)
            throw new StarlarkException($"chr: Unicode code point {code} out of range (<0)");
        if (code > 0x10ffff)
            throw new StarlarkException($"chr: Unicode code point U+{code:X} out of range (>0x10FFFF)");
        return Value.FromString((Rune.IsValid(code) ? new Rune(code) : Rune.ReplacementChar).ToString());
    }

    public static Value Ord(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException("ord does not accept keyword arguments");
        if (arguments.Count != 1)
            throw new StarlarkException($"ord: got {arguments.Count} arguments, want 1");
        var value = arguments.Positional[0];
        if (value.IsString)
        {
            var bytes = Strings.Utf8(value);
            if (bytes.IsEmpty || Runes.Decode(bytes, out var rune) != bytes.Length)
                throw new StarlarkException($"ord: string encodes {Runes.Count(bytes)} Unicode code points, want 1");
            return Value.FromInt(rune.Value);
        }

        if (value.Reference is not StarlarkBytes { Span: var span })
            throw new StarlarkException($"ord: got {TypeNames.Of(value)}, want string or bytes");
        return span.Length == 1 ? Value.FromInt(span[0]) : throw new StarlarkException($"ord: bytes has length {span.Length}, want 1");
    }

    /// <summary>The same number in every run and on every machine.</summary>
    public static Value Hash(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("hash", arguments, 1, 1);
        var value = arguments.Positional[0];
        if (value.IsString)
        {
            // Java's polynomial, over code points.
            var hash = 0;
            var bytes = Strings.Utf8(value);
            while (!bytes.IsEmpty)
            {
                bytes = bytes[Runes.Decode(bytes, out var rune)..];
                hash = unchecked((31 * hash) + rune.Value);
            }

            return Value.FromInt(hash);
        }

        if (value.Reference is not StarlarkBytes { Span: var span })
            throw new StarlarkException($"hash: got {TypeNames.Of(value)}, want string or bytes");

        // FNV-1a of 32 bits.
        var fnv = 2166136261u;
        foreach (var item in span)
            fnv = unchecked((fnv ^ item) * 16777619u);
        return Value.FromInt(fnv);
    }
}

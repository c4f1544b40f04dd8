using System.Globalization;
using System.Numerics;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary><c>abs</c>, <c>float</c>, <c>int</c></summary>
internal static class Numeric
{
    public static Value Abs(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("abs", arguments, 1, 1);
        var number = arguments.Positional[0];
        if (number.IsFloat)
            return Value.FromFloat(Math.Abs(number.Double));
        if (number.Kind != ValueKind.Int)
            throw new StarlarkException($"got {TypeNames.Of(number)}, want int or float");
        return number.IsSmallInt && number.Bits >= 0 ? number : Value.FromInt(BigInteger.Abs(Integers.Big(number)));
    }

    public static Value Float(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException("float does not accept keyword arguments");
        if (arguments.Count == 0)
            return Value.FromFloat(0);
        if (arguments.Count != 1)
            throw new StarlarkException($"float got {arguments.Count} arguments, wants 1");
        var value = arguments.Positional[0];
        return value.Kind switch
        {
            ValueKind.Bool => Value.FromFloat(value.Bits),
            ValueKind.Int or ValueKind.Float => Value.FromFloat(Floats.Operand(value)),
            ValueKind.String => Value.FromFloat(NumberText.ParseFloat(Strings.Decode(value))),
            _ => throw new StarlarkException($"float got {TypeNames.Of(value)}, want number or string"),
        };
    }

    public static Value Int(BuiltinCall call)
    {
        var value = call[0];
        var radix = call[1];
        if (value.IsString)
        {
            var number = 10;
            if (!radix.IsUnset)
            {
                if (!radix.IsSmallInt || radix.Bits != (int)radix.Bits)
                    throw new StarlarkException($"int: for base, got {TypeNames.Of(radix)}, want int");
                number = (int)radix.Bits;
                if (number is not 0 and (< 2 or > 36))
                    throw new StarlarkException("int: base must be an integer >= 2 && <= 36");
            }

            var text = Strings.Decode(value);
            return NumberText.TryParseInt(text, number, out var parsed)
                ? Value.FromInt(parsed)
                : throw new StarlarkException($"int: invalid literal with base {number}: {text}");
        }

        if (!radix.IsUnset)
            throw new StarlarkException("int: can't convert non-string with explicit base");
        if (value.IsBool)
            return Value.FromInt(value.Bits);
        try
        {
            return Integers.Truncate(value);
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("int", exception);
        }
    }
}

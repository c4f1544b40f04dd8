using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Modules.Json;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules;

/// <summary>The module <c>json</c>, which a host predeclares: <c>encode</c>, <c>decode</c>, <c>indent</c>.</summary>
public static class JsonModule
{
    /// <summary>The module.</summary>
    public static StarlarkModule Module { get; } = new(
        "json",
        new("encode", new Builtin("json.encode", EncodeArgument)),
        new("decode", new Builtin("json.decode", [BuiltinParameter.String("x"), BuiltinParameter.Any("default", default(Value))], DecodeArgument)),
        new("indent", new Builtin("json.indent", IndentArgument)));

    /// <summary>The JSON of a value: keys and fields in order, floats always with a point or an exponent.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The JSON, as a string.</returns>
    /// <exception cref="StarlarkException">The value has no JSON.</exception>
    public static Value Encode(in Value value)
    {
        var builder = new TextBuilder(stackalloc char[256]);
        try
        {
            JsonEncoder.Write(ref builder, value);
            return builder.ToValue();
        }
        finally
        {
            builder.Dispose();
        }
    }

    /// <summary>The value of JSON: new lists and dicts, which can be changed.</summary>
    /// <param name="text">The JSON, a string.</param>
    /// <returns>The value.</returns>
    /// <exception cref="StarlarkException">It is not JSON; the message says where.</exception>
    public static Value Decode(in Value text) => new JsonDecoder(Strings.Utf8(text)).Decode();

    private static Value EncodeArgument(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("json.encode", arguments, 1, 1);
        try
        {
            return Encode(arguments.Positional[0]);
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("json.encode", exception);
        }
    }

    private static Value DecodeArgument(BuiltinCall call)
    {
        try
        {
            return Decode(call[0]);
        }
        catch (StarlarkException exception)
        {
            return call[1].IsUnset ? throw Positional.Named("json.decode", exception) : call[1];
        }
    }

    private static Value IndentArgument(StarlarkThread thread, scoped in Arguments arguments)
    {
        var prefix = Value.FromAscii("");
        var indent = Value.FromAscii("\t");
        for (var i = 0; i < arguments.Names.Length; i++)
        {
            var name = arguments.Names[i];
            if (name is not ("prefix" or "indent"))
            {
                var near = Spelling.Suggestions.Nearest(name, ["prefix", "indent"]);
                throw new StarlarkException($"json.indent: unexpected keyword argument {name}{(near is null ? "" : $" (did you mean {near}?)")}");
            }

            if (!arguments.Named[i].IsString)
                throw new StarlarkException($"json.indent: for parameter {name}: got {TypeNames.Of(arguments.Named[i])}, want string");
            if (name == "prefix")
                prefix = arguments.Named[i];
            else
                indent = arguments.Named[i];
        }

        Positional.Check("json.indent", new Arguments(arguments.Positional, []), 1, 1);
        var text = Positional.Text("json.indent", arguments, 0);
        var builder = new TextBuilder(stackalloc char[256]);
        try
        {
            new JsonIndenter(prefix, indent).Write(ref builder, Strings.Utf8(text));
            return builder.ToValue();
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("json.indent", exception);
        }
        finally
        {
            builder.Dispose();
        }
    }
}

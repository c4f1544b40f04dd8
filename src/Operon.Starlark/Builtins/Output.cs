using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary><c>fail</c>, <c>print</c></summary>
internal static class Output
{
    public static Value Fail(StarlarkThread thread, scoped in Arguments arguments) =>
        throw new StarlarkException($"fail: {Strings.Decode(Joined("fail", arguments))}");

    public static Value Print(StarlarkThread thread, scoped in Arguments arguments)
    {
        var text = Joined("print", arguments);
        thread.Print?.Invoke(thread, text);
        return Value.None;
    }

    private static Value Joined(string function, scoped in Arguments arguments)
    {
        var separator = Value.FromAscii(" ");
        for (var i = 0; i < arguments.Names.Length; i++)
        {
            if (arguments.Names[i] != "sep")
            {
                var near = Spelling.Suggestions.Nearest(arguments.Names[i], ["sep"]);
                throw new StarlarkException(
                    $"{function}: unexpected keyword argument {arguments.Names[i]}{(near is null ? "" : $" (did you mean {near}?)")}");
            }

            separator = arguments.Named[i];
            if (!separator.IsString)
                throw new StarlarkException($"{function}: for parameter sep: got {TypeNames.Of(separator)}, want string");
        }

        var values = arguments.Positional;
        if (values.Length == 1 && values[0].IsString)
            return values[0];
        var builder = new TextBuilder(stackalloc char[256]);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
                builder.AppendText(separator);
            if (values[i].Reference is StarlarkBytes bytes && function == "print")
                builder.AppendUtf8(bytes.Span);
            else
                Representation.WriteStr(ref builder, values[i]);
        }

        return builder.ToValue();
    }
}

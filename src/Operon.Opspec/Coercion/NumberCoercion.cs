using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Numbers;

namespace Operon.Opspec.Coercion;

/// <summary>Turns values into numbers (specification, section 1.5). Text is read whole: white space around a number makes it none.</summary>
public static class NumberCoercion
{
    /// <summary>The value as number.</summary>
    public static Result<NumberValue> Coerce(Value value, Evaluation evaluation) => value switch
    {
        NumberValue number => number,
        StringValue text => Parse(text),
        FileValue file => FileContent.Read(file, evaluation).TryGet(out var content, out var error) ? Parse(content) : error,
        _ => CoercionRules.From(value, ValueKind.Number),
    };

    private static Result<NumberValue> Parse(StringValue text)
    {
        if (NumberText.TryParse(text.Text.Span, out var number)) return new NumberValue(number, text.Secrets);
        var shown = text.IsSecret ? "a secret text" : $"'{ValueText.Excerpt(text.Text.ToString())}'";
        var padded = !text.Text.IsEmpty && NumberText.TryParse(text.Text.Span.Trim(" \t\r\n"u8), out _);
        return new Diagnostic(CoercionRules.NotANumber, $"{shown} is not a number")
        {
            Expected = "a number such as 5, -1.5 or 1e3, with nothing around it",
            Fix = padded ? "remove the white space around the number; in a shell, printf writes none where echo adds a line end" : null,
        };
    }
}

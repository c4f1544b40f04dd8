using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Coercion;

/// <summary>Turns values into true or false (specification, section 1.5). White space counts: <c>false</c> with a line end is true.</summary>
public static class BooleanCoercion
{
    /// <summary>The value as boolean.</summary>
    public static Result<BooleanValue> Coerce(Value value, Evaluation evaluation) => value switch
    {
        BooleanValue boolean => boolean,
        ArrayValue array => new BooleanValue(array.Items.Length != 0, value.Secrets),
        ObjectValue properties => new BooleanValue(properties.Properties.Count != 0, value.Secrets),
        NumberValue number => new BooleanValue(number.Value != 0, value.Secrets),
        StringValue text => new BooleanValue(IsTrue(text.Text.Span), value.Secrets),
        FileValue file => FileContent.Read(file, evaluation).TryGet(out var content, out var error) ? new BooleanValue(IsTrue(content.Text.Span), value.Secrets) : error,
        _ => CoercionRules.From(value, ValueKind.Boolean),
    };

    /// <summary>False for the empty text, zeros alone, <c>false</c> and <c>f</c> in any case; else true.</summary>
    public static bool IsTrue(ReadOnlySpan<byte> text) =>
        text.IndexOfAnyExcept((byte)'0') >= 0 && !EqualsIgnoringCase(text, "false"u8) && !EqualsIgnoringCase(text, "f"u8);

    private static bool EqualsIgnoringCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(text, word);
}

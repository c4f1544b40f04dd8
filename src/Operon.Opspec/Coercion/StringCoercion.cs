using System.Text;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Numbers;

namespace Operon.Opspec.Coercion;

/// <summary>Turns values into text (specification, section 1.5): files by their content, arrays and objects as JSON.</summary>
public static class StringCoercion
{
    /// <summary>The value as text; directories and sockets have none.</summary>
    public static Result<StringValue> Coerce(Value value, Evaluation evaluation) => value switch
    {
        StringValue text => text,
        BooleanValue boolean => new StringValue(boolean.Value ? "true" : "false", value.Secrets),
        NumberValue number => new StringValue(NumberText.Plain(number.Value), value.Secrets),
        ArrayValue or ObjectValue => new StringValue(ValueJson.Write(value), value.Secrets),
        FileValue file => FileContent.Read(file, evaluation),
        _ => CoercionRules.From(value, ValueKind.String),
    };
}

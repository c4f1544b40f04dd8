using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Coercion;

/// <summary>Turns values into arrays (specification, section 1.5): text and files by reading them as JSON.</summary>
public static class ArrayCoercion
{
    /// <summary>The value as array.</summary>
    public static Result<ArrayValue> Coerce(Value value, Evaluation evaluation) => value switch
    {
        ArrayValue array => array,
        StringValue text => ValueJson.ReadArray(text),
        FileValue file => FileContent.Read(file, evaluation).TryGet(out var content, out var error) ? ValueJson.ReadArray(content) : error,
        _ => CoercionRules.From(value, ValueKind.Array),
    };
}

using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Coercion;

/// <summary>Turns values into objects (specification, section 1.5): text and files by reading them as JSON.</summary>
public static class ObjectCoercion
{
    /// <summary>The value as object.</summary>
    public static Result<ObjectValue> Coerce(Value value, Evaluation evaluation) => value switch
    {
        ObjectValue properties => properties,
        StringValue text => ValueJson.ReadObject(text),
        FileValue file => FileContent.Read(file, evaluation).TryGet(out var content, out var error) ? ValueJson.ReadObject(content) : error,
        _ => CoercionRules.From(value, ValueKind.Object),
    };
}

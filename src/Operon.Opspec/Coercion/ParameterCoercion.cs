using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Coercion;

/// <summary>Turns a value into the type of a parameter.</summary>
public static class ParameterCoercion
{
    /// <summary>The value as the type asks.</summary>
    public static Result<Value> Coerce(Value value, ParameterType type, Evaluation evaluation) => type switch
    {
        ParameterType.Array => Widen(ArrayCoercion.Coerce(value, evaluation)),
        ParameterType.Boolean => Widen(BooleanCoercion.Coerce(value, evaluation)),
        ParameterType.Dir => Widen(DirCoercion.Coerce(value, evaluation)),
        ParameterType.File => Widen(FileCoercion.Coerce(value, evaluation)),
        ParameterType.Number => Widen(NumberCoercion.Coerce(value, evaluation)),
        ParameterType.Object => Widen(ObjectCoercion.Coerce(value, evaluation)),
        ParameterType.Socket => SocketCoercion.Coerce(value),
        _ => Widen(StringCoercion.Coerce(value, evaluation)),
    };

    private static Result<Value> Widen<T>(Result<T> result)
        where T : Value => result.TryGet(out var value, out var error) ? value : error;
}

using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Coercion;

/// <summary>A socket comes from a socket only, or from a text that is an absolute path (specification, sections 1.7 and 12).</summary>
public static class SocketCoercion
{
    /// <summary>The value as socket.</summary>
    public static Result<Value> Coerce(Value value) => value switch
    {
        SocketValue socket => socket,
        StringValue { Text.Span: [(byte)'/', ..] } text => new SocketValue(text.Text.ToString(), text.Secrets),
        _ => CoercionRules.From(value, ValueKind.Socket) with { Expected = "a socket, or a text that is the absolute path of one" },
    };
}

using Operon.Starlark.Builtins;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of bytes.</summary>
internal static class BytesMethods
{
    public static readonly MethodTable Table = new(
        new BuiltinMethod("elems", static (_, in self, in arguments) =>
        {
            Positional.Check("elems", arguments, 0, 0);
            return Value.FromObject(new BytesElements((StarlarkBytes)self.Reference!));
        }));
}

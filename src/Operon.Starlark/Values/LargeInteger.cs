using System.Numerics;

namespace Operon.Starlark.Values;

/// <summary>An integer that does not fit 64 bits; one that fits is never held so.</summary>
internal sealed class LargeInteger(BigInteger number) : StarlarkObject
{
    public readonly BigInteger Number = number;

    public override string TypeName => "int";

    internal override ValueKind Kind => ValueKind.Int;

    public override int GetValueHash() => Number.GetHashCode();
}

using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>Bytes, which stay. An element of bytes is bytes of length 1; <c>b.elems()</c> has them as integers.</summary>
public sealed class StarlarkBytes : StarlarkObject, IIndexable
{
    private readonly byte[] _bytes;

    /// <summary>Some bytes.</summary>
    /// <param name="bytes">The bytes, which are copied.</param>
    public StarlarkBytes(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    /// <inheritdoc/>
    public override string TypeName => "bytes";

    /// <inheritdoc/>
    public override bool Truth => _bytes.Length > 0;

    /// <summary>How many bytes.</summary>
    public int Count => _bytes.Length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    internal override ValueKind Kind => ValueKind.Bytes;

    internal override MethodTable? Methods => BytesMethods.Table;

    /// <inheritdoc/>
    public Value this[int index] => Value.FromObject(new StarlarkBytes(_bytes.AsSpan(index, 1)));

    /// <inheritdoc/>
    public override int GetValueHash() => HashTable.HashOf(_bytes.AsSpan());

    /// <inheritdoc/>
    public override string ToString() => Representation.Of(this);
}

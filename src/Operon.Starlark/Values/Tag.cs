namespace Operon.Starlark.Values;

/// <summary>Stands in a value's reference for a value that needs no object: the number, truth or nothing is in the bits.</summary>
internal sealed class Tag
{
    public static readonly Tag None = new(ValueKind.None);
    public static readonly Tag Bool = new(ValueKind.Bool);
    public static readonly Tag Int = new(ValueKind.Int);
    public static readonly Tag Float = new(ValueKind.Float);

    public readonly ValueKind Kind;

    private Tag(ValueKind kind) => Kind = kind;
}

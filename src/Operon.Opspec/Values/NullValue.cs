namespace Operon.Opspec.Values;

/// <summary>A JSON null inside an array or object.</summary>
public sealed class NullValue : Value
{
    private NullValue()
        : base(default)
    {
    }

    /// <summary>The only one.</summary>
    public static NullValue Instance { get; } = new();

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Null;

    private protected override Value Copy(SecretNames secrets) => this;

    private protected override string Describe() => "null";
}

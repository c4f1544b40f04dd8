namespace Operon.Opspec.Values;

/// <summary>True or false.</summary>
public sealed class BooleanValue(bool value, SecretNames secrets = default) : Value(secrets)
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Boolean;

    /// <summary>Which.</summary>
    public bool Value { get; } = value;

    private protected override Value Copy(SecretNames secrets) => new BooleanValue(Value, secrets);

    private protected override string Describe() => Value ? "true" : "false";
}

using System.Globalization;

namespace Operon.Opspec.Values;

/// <summary>An IEEE double; whole numbers above 2^53 lose digits.</summary>
public sealed class NumberValue(double value, SecretNames secrets = default) : Value(secrets)
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Number;

    /// <summary>The number, NaN and the infinities included.</summary>
    public double Value { get; } = value;

    private protected override Value Copy(SecretNames secrets) => new NumberValue(Value, secrets);

    private protected override string Describe() => Value.ToString("R", CultureInfo.InvariantCulture);
}

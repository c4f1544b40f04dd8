using Operon.Text;

namespace Operon.Opspec.Values;

/// <summary>Text, as bytes.</summary>
public sealed class StringValue(ByteString text, SecretNames secrets = default) : Value(secrets)
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.String;

    /// <summary>The bytes.</summary>
    public ByteString Text { get; } = text;

    private protected override Value Copy(SecretNames secrets) => new StringValue(Text, secrets);

    private protected override string Describe() => Text.ToString();
}

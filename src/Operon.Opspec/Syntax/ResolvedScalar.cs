using Operon.Text.Numbers;

namespace Operon.Opspec.Syntax;

/// <summary>A scalar after resolution.</summary>
/// <param name="Tag">Its type; never <see cref="ScalarTag.Binary"/> or <see cref="ScalarTag.Timestamp"/>, which end as text.</param>
/// <param name="Text">See <see cref="ScalarNode.Text"/>.</param>
/// <param name="Number">The value of a number.</param>
internal readonly record struct ResolvedScalar(ScalarTag Tag, string Text, double Number = 0)
{
    public static ResolvedScalar Null => new(ScalarTag.Null, "");

    public static ResolvedScalar Boolean(bool value) => new(ScalarTag.Boolean, value ? "true" : "false");

    public static ResolvedScalar String(string text) => new(ScalarTag.Text, text);

    public static ResolvedScalar Float(double value) => new(ScalarTag.Float, NumberText.General32(value), value);
}

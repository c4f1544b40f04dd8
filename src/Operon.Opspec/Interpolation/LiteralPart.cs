using Operon.Text;

namespace Operon.Opspec.Interpolation;

/// <summary>Text that stands for itself.</summary>
internal sealed class LiteralPart(ByteString text) : TemplatePart
{
    public ByteString Text { get; } = text;

    public override string Written => Text.ToString();
}

using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>What <c>s.codepoints()</c> and <c>s.codepoint_ords()</c> give: the characters as strings or as integers.</summary>
internal sealed class StringCodePoints(Value text, bool ordinals) : StarlarkObject, IIterable, IComparableValue
{
    public override string TypeName => "string.codepoints";

    private Value Text => text;

    private bool Ordinals => ordinals;

    public StarlarkIterator Iterate() => new Iterator(Strings.Utf8(text).ToArray(), ordinals);

    public override int GetValueHash() => throw new StarlarkException($"unhashable: {TypeName}");

    public bool TryCompare(ComparisonOperator op, StarlarkObject other, int depth, out bool result)
    {
        result = op == ComparisonOperator.NotEqual;
        if (op is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual) || other is not StringCodePoints points)
            return false;
        result ^= ordinals == points.Ordinals && Strings.Equal(text, points.Text);
        return true;
    }

    public override string ToString() => $"{text}.{(ordinals ? "codepoint_ords" : "codepoints")}()";

    private sealed class Iterator(byte[] bytes, bool ordinals) : StarlarkIterator
    {
        private int _next;

        public override bool Next(out Value element)
        {
            if (_next == bytes.Length)
            {
                element = default;
                return false;
            }

            var width = Runes.Decode(bytes.AsSpan(_next), out var rune);
            element = ordinals ? Value.FromInt(rune.Value)
                : rune == System.Text.Rune.ReplacementChar ? Value.FromString("\ufffd")
                : Strings.FromUtf8(bytes.AsSpan(_next, width));
            _next += width;
            return true;
        }
    }
}

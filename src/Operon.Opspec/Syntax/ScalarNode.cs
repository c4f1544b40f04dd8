using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>A resolved scalar.</summary>
public sealed class ScalarNode : SyntaxNode
{
    private ScalarNode(SourceSpan span, ScalarKind kind, string text, bool boolean, double number)
        : base(span)
    {
        Kind = kind;
        Text = text;
        Boolean = boolean;
        Number = number;
    }

    /// <summary>What it was resolved to.</summary>
    public ScalarKind Kind { get; }

    /// <summary>
    /// The text that a field of type string gets (section 1.1.1, second decode): a string as it is, <c>true</c> or <c>false</c>,
    /// an integer in decimal digits, a float in the shortest 32-bit form (<c>1e+09</c>); empty for null.
    /// </summary>
    public string Text { get; }

    /// <summary>The value of a boolean.</summary>
    public bool Boolean { get; }

    /// <summary>The value of a number.</summary>
    public double Number { get; }

    /// <summary>A null.</summary>
    public static ScalarNode Null(SourceSpan span) => new(span, ScalarKind.Null, "", false, 0);

    /// <summary>A string.</summary>
    public static ScalarNode String(SourceSpan span, string text) => new(span, ScalarKind.String, text, false, 0);

    /// <summary>A boolean.</summary>
    public static ScalarNode Bool(SourceSpan span, bool value) => new(span, ScalarKind.Boolean, value ? "true" : "false", value, 0);

    /// <summary>A number.</summary>
    /// <param name="span">Where.</param>
    /// <param name="value">The value as double.</param>
    /// <param name="text">What a field of type string gets; see <see cref="Text"/>.</param>
    public static ScalarNode Numeric(SourceSpan span, double value, string text) => new(span, ScalarKind.Number, text, false, value);
}

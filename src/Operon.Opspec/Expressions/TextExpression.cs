using Operon.Opspec.Interpolation;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Expressions;

/// <summary>
/// A string: a reference as a whole keeps the type of what it refers to, everything else is interpolated to text (section 1.4).
/// </summary>
public sealed class TextExpression : Expression
{
    private readonly WholeReference? whole;

    internal TextExpression(SyntaxNode syntax, ByteString text)
        : base(syntax)
    {
        Text = text;
        Template = Template.Parse(text);
        whole = WholeReference.TryParse(text);
    }

    /// <summary>The text as written.</summary>
    public ByteString Text { get; }

    /// <summary>The text taken apart.</summary>
    public Template Template { get; }

    /// <summary>Whether the text starts with <c>$(</c> and ends with <c>)</c>, and so is tried as a reference first.</summary>
    public bool LooksLikeReference => whole is not null;

    /// <summary>A text that came from data and is evaluated again (items of a command or of a range, section 1.7).</summary>
    public static TextExpression Again(SyntaxNode syntax, ByteString text) => new(syntax, text);

    /// <inheritdoc/>
    public override Result<Value> Evaluate(Evaluation evaluation)
    {
        if (whole is not null)
        {
            if (whole.Resolve(evaluation).TryGet(out var value, out var notAReference)) return value;
            if (Template.SingleReferenceText is { } only) return notAReference.At(ReferenceSpan.Find(Span, only));
        }

        if (Template.Evaluate(evaluation, out var failed).TryGet(out var text, out var error)) return text;
        return error.At(failed is null ? Span : ReferenceSpan.Find(Span, failed));
    }

    /// <summary>The value of the text as a reference, where what is missing may be created (section 1.7, item 3).</summary>
    public Result<Value> EvaluateReference(Evaluation evaluation, MissingEntry missing)
    {
        // Two references side by side look like one; they are text (specification, section 12).
        if (whole is null || !Template.IsSingleReference) return Evaluate(evaluation);
        return whole.Resolve(evaluation, missing).TryGet(out var value, out var error) ? value : error.At(Span);
    }

    /// <inheritdoc/>
    public override IEnumerable<Expression> Descendants() => [this];
}

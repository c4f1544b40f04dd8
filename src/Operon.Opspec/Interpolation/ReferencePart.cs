using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Interpolation;

/// <summary>A reference, whose own text may hold references that are resolved first.</summary>
internal sealed class ReferencePart : TemplatePart
{
    private readonly ImmutableArray<TemplatePart> inner;
    private readonly Result<Reference>? parsed;

    public ReferencePart(ImmutableArray<TemplatePart> inner)
    {
        this.inner = inner;
        if (Template.LiteralText(inner) is { } text)
        {
            PlainText = text.ToString();
            parsed = Reference.Parse(PlainText);
        }
    }

    public override string Written => $"$({WrittenInside})";

    private string WrittenInside => string.Concat(inner.Select(p => p.Written));

    /// <summary>The text between the parentheses; null when it holds references.</summary>
    public string? PlainText { get; }

    /// <summary>This reference if it is plain, else the plain ones inside.</summary>
    public IEnumerable<string> PlainTexts => PlainText is not null ? [PlainText] : inner.OfType<ReferencePart>().SelectMany(p => p.PlainTexts);

    /// <summary>The value as text.</summary>
    /// <param name="evaluation">Scope and files.</param>
    /// <param name="failed">On failure, the innermost reference that failed.</param>
    public Result<StringValue> EvaluateText(Evaluation evaluation, out string? failed)
    {
        SecretNames secrets = default;
        if (!Referenced(evaluation, ref secrets, out failed).TryGet(out var reference, out var error)) return error;
        failed = PlainText;
        if (!ReferenceResolver.Resolve(reference, evaluation).TryGet(out var value, out error)) return error;
        if (!StringCoercion.Coerce(value.Marked(secrets), evaluation).TryGet(out var text, out error))
        {
            return new Diagnostic(error.Rule, $"$({reference.Shown}) cannot be put into a text") { Cause = error };
        }

        failed = null;
        return text;
    }

    private Result<Reference> Referenced(Evaluation evaluation, ref SecretNames secrets, out string? failed)
    {
        failed = PlainText;
        if (parsed is { } known) return known;
        var texts = new List<ByteString>(inner.Length);
        foreach (var part in inner)
        {
            if (part is LiteralPart literal)
            {
                texts.Add(literal.Text);
                continue;
            }

            if (!((ReferencePart)part).EvaluateText(evaluation, out failed).TryGet(out var text, out var error)) return error;
            texts.Add(text.Text);
            secrets = secrets.With(text.Secrets);
        }

        return Reference.Parse(Template.Join(texts).ToString(), WrittenInside, secrets);
    }
}

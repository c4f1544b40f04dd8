using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Interpolation;

/// <summary>
/// A text with references in it, taken apart once (specification, section 1.4.1). Works on bytes and keeps every byte that
/// belongs to no reference or escape.
/// </summary>
public sealed class Template
{
    private readonly ImmutableArray<TemplatePart> parts;
    private readonly StringValue? constant;

    private Template(ImmutableArray<TemplatePart> parts)
    {
        this.parts = parts;
        if (LiteralText(parts) is { } text) constant = new StringValue(text);
    }

    /// <summary>Whether the text holds no reference.</summary>
    public bool IsConstant => constant is not null;

    /// <summary>The text when it holds no reference; else null.</summary>
    internal ByteString? Constant => constant?.Text;

    /// <summary>The references that are certain before anything runs: those that hold no other reference.</summary>
    public IEnumerable<string> PlainReferences => parts.OfType<ReferencePart>().SelectMany(p => p.PlainTexts);

    /// <summary>Whether the text is one reference and nothing else.</summary>
    public bool IsSingleReference => parts is [ReferencePart];

    /// <summary>The text of the reference when <see cref="IsSingleReference"/> and it holds no other reference; else null.</summary>
    public string? SingleReferenceText => parts is [ReferencePart { PlainText: { } text }] ? text : null;

    /// <summary>Takes a text apart. Never fails: what is no reference is text.</summary>
    public static Template Parse(ByteString text) => new(TemplateParser.Parse(text));

    /// <summary>
    /// The text as it must be written to stand for itself: a backslash before every dollar, and the backslashes that were there
    /// doubled. What follows it in a larger text must not start with a dollar where it ends in backslashes.
    /// </summary>
    public static ByteString Escape(ByteString text)
    {
        var escaped = new List<byte>(text.Length + 8);
        var slashes = 0;
        foreach (var b in text.Span)
        {
            if (b == '$') escaped.AddRange(Enumerable.Repeat((byte)'\\', slashes + 1));
            escaped.Add(b);
            slashes = b == '\\' ? slashes + 1 : 0;
        }

        return new ByteString(escaped.ToArray());
    }

    /// <summary>The text with every reference replaced by its value as text.</summary>
    public Result<StringValue> Evaluate(Evaluation evaluation) => Evaluate(evaluation, out _);

    /// <summary>The text with every reference replaced by its value as text.</summary>
    /// <param name="evaluation">Scope and files.</param>
    /// <param name="failed">On failure, the innermost reference that failed, without its parentheses.</param>
    public Result<StringValue> Evaluate(Evaluation evaluation, out string? failed)
    {
        failed = null;
        if (constant is not null) return constant;
        var texts = new List<ByteString>(parts.Length);
        SecretNames secrets = default;
        foreach (var part in parts)
        {
            if (part is LiteralPart literal)
            {
                texts.Add(literal.Text);
                continue;
            }

            var reference = (ReferencePart)part;
            if (!reference.EvaluateText(evaluation, out failed).TryGet(out var text, out var error)) return error;

            texts.Add(text.Text);
            secrets = secrets.With(text.Secrets);
        }

        return new StringValue(Join(texts), secrets);
    }

    /// <summary>The text of parts without a reference; null where there is one.</summary>
    internal static ByteString? LiteralText(ImmutableArray<TemplatePart> parts)
    {
        var texts = new List<ByteString>(parts.Length);
        foreach (var part in parts)
        {
            if (part is not LiteralPart literal) return null;
            texts.Add(literal.Text);
        }

        return Join(texts);
    }

    internal static ByteString Join(IEnumerable<ByteString> texts)
    {
        var all = texts as IReadOnlyList<ByteString> ?? [.. texts];
        if (all.Count == 1) return all[0];
        var joined = new byte[all.Sum(t => t.Length)];
        var at = 0;
        foreach (var text in all)
        {
            text.Span.CopyTo(joined.AsSpan(at));
            at += text.Length;
        }

        return new ByteString(joined);
    }
}

using Operon.Opspec.Coercion;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Interpolation;

/// <summary>
/// A text that is a reference as a whole (specification, section 1.4.2): one leading <c>$(</c> and one trailing <c>)</c> are
/// taken off, and references inside, one level deep, are replaced by their text.
/// </summary>
public sealed class WholeReference
{
    private readonly string inside;
    private readonly Result<Reference>? parsed;

    private WholeReference(string inside)
    {
        this.inside = inside;
        if (!inside.Contains("$(", StringComparison.Ordinal)) parsed = Reference.Parse(inside);
    }

    /// <summary>The reference if it holds no other and can be read; else null.</summary>
    public Reference? Plain => parsed is { IsOk: true } known ? known.Value : null;

    /// <summary>The text as a reference, or null when it does not look like one.</summary>
    public static WholeReference? TryParse(ByteString text)
    {
        var bytes = text.Span;
        var looksLikeOne = bytes.Length > 3 && bytes.StartsWith("$("u8) && bytes[^1] == ')' && !bytes.Contains((byte)'\n');
        return looksLikeOne ? new WholeReference(text.ToString()[2..^1]) : null;
    }

    /// <summary>The value it leads to.</summary>
    public Result<Value> Resolve(Evaluation evaluation, MissingEntry missing = MissingEntry.Fail)
    {
        SecretNames secrets = default;
        if (!ReplaceInner(evaluation, ref secrets).TryGet(out var reference, out var error)) return error;
        if (!ReferenceResolver.Resolve(reference, evaluation, missing).TryGet(out var value, out error)) return error;
        return value.Marked(secrets);
    }

    private Result<Reference> ReplaceInner(Evaluation evaluation, ref SecretNames secrets)
    {
        if (parsed is { } known) return known;
        var text = new System.Text.StringBuilder();
        var at = 0;
        while (inside.IndexOf("$(", at, StringComparison.Ordinal) is var start and >= 0)
        {
            text.Append(inside, at, start - at);
            var end = inside.IndexOf(')', start);
            if (end < 0) return new Diagnostic(ReferenceRules.Malformed, $"reference '{inside[start..]}' has no ')'");
            if (!Reference.Parse(inside[(start + 2)..end]).TryGet(out var inner, out var error)) return error;
            if (!ReferenceResolver.Resolve(inner, evaluation).TryGet(out var value, out error)) return error;
            if (!StringCoercion.Coerce(value, evaluation).TryGet(out var replaced, out error)) return error;
            text.Append(replaced.Text);
            secrets = secrets.With(replaced.Secrets);
            at = end + 1;
        }

        text.Append(inside, at, inside.Length - at);
        return Reference.Parse(text.ToString(), inside, secrets);
    }
}

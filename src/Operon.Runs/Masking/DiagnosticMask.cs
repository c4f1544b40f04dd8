using Operon.Text.Diagnostics;

namespace Operon.Runs.Masking;

/// <summary>Hides secrets in diagnostics.</summary>
internal static class DiagnosticMask
{
    public static Diagnostic Apply(Diagnostic diagnostic, SecretMasks masks) => diagnostic with
    {
        Message = masks.Mask(diagnostic.Message),
        Span = diagnostic.Span is { } span ? Apply(span, masks) : null,
        Expected = diagnostic.Expected is null ? null : masks.Mask(diagnostic.Expected),
        Fix = diagnostic.Fix is null ? null : masks.Mask(diagnostic.Fix),
        Cause = diagnostic.Cause is null ? null : Apply(diagnostic.Cause, masks),
        Others = [.. diagnostic.Others.Select(other => Apply(other, masks))],
        Notes = [.. diagnostic.Notes.Select(masks.Mask)],
    };

    // Who shows the place shows its line. A line with a secret is hidden as a whole, so that columns stay right.
    private static SourceSpan Apply(SourceSpan span, SecretMasks masks)
    {
        var text = span.Source.Text;
        if (masks.Mask(text) == text && masks.Mask(span.Source.Name) == span.Source.Name) return span;
        var lines = text.Split('\n').Select(line => masks.Mask(line) == line ? line : new string('*', line.Length));
        return new SourceSpan(new SourceText(masks.Mask(span.Source.Name), string.Join('\n', lines)), span.Start, span.Length);
    }
}

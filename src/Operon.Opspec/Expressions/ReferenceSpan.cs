using Operon.Text.Diagnostics;

namespace Operon.Opspec.Expressions;

/// <summary>Finds a reference in the file. Block scalars and escapes move text about, so it is looked for by its text.</summary>
public static class ReferenceSpan
{
    /// <summary>The place of <c>$(reference)</c> within <paramref name="scalar"/>, or the whole scalar where it is not found.</summary>
    public static SourceSpan Find(SourceSpan scalar, string reference)
    {
        var written = $"$({reference})";
        var at = scalar.Text.IndexOf(written, StringComparison.Ordinal);
        return at < 0 ? scalar : new SourceSpan(scalar.Source, scalar.Start + at, written.Length);
    }
}

namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>uri</c> and <c>iri</c>: a reference that has a scheme. What follows the scheme of <c>mailto:x</c> is anybody's.</summary>
internal static class UriFormat
{
    public static bool Matches(string text) => UriReferenceFormat.TrySplit(text, out var scheme, out _) && scheme.Length > 0;
}

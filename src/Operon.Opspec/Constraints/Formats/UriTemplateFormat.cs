namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>uri-template</c>: a URI reference whose path closes each brace that it opens.</summary>
internal static class UriTemplateFormat
{
    public static bool Matches(string text)
    {
        if (!UriReferenceFormat.TrySplit(text, out _, out var path)) return false;
        for (var open = path.IndexOf('{', StringComparison.Ordinal); open >= 0; open = path.IndexOf('{', open))
        {
            open = path.IndexOf('}', open);
            if (open < 0) return false;
        }

        return true;
    }
}

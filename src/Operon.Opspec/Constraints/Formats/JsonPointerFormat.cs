namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>json-pointer</c> (RFC 6901): nothing, or names that each follow a slash, with <c>~0</c> and <c>~1</c> for tilde and slash.</summary>
internal static class JsonPointerFormat
{
    public static bool Matches(string text) => IsPointer(text);

    public static bool IsPointer(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && text[0] != '/') return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1'))) return false;
        }

        return true;
    }
}

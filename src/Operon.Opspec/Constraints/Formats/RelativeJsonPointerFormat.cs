namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>relative-json-pointer</c>: how many levels to go up, then <c>#</c> or a JSON pointer.</summary>
internal static class RelativeJsonPointerFormat
{
    public static bool Matches(string text)
    {
        var end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (end < 0) end = text.Length;
        if (end == 0 || (text[0] == '0' && end > 1)) return false;
        var rest = text.AsSpan(end);
        return rest is "#" || JsonPointerFormat.IsPointer(rest);
    }
}

namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>date-time</c>: a timestamp of RFC 3339; a date alone and a time alone count too.</summary>
internal static class DateTimeFormat
{
    public static bool Matches(string text)
    {
        if (DateFormat.Matches(text) || TimeFormat.IsTime(text, offset: TimeFormat.Offset.Optional)) return true;
        return text.Length > 11
            && text[10] == 'T'
            && DateFormat.Matches(text[..10])
            && TimeFormat.IsTime(text.AsSpan(11), TimeFormat.Offset.Required);
    }
}

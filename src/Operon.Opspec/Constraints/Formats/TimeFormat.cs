namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>time</c>: <c>HH:MM:SS</c>, or the same with a fraction and an offset (<c>Z</c>, <c>+01:00</c>).</summary>
internal static class TimeFormat
{
    /// <summary>Whether an offset from UTC follows.</summary>
    internal enum Offset
    {
        Required,
        Optional,
    }

    public static bool Matches(string text) =>
        IsTime(text, Offset.Required) || (text.Length == 8 && IsTime(text, Offset.Optional));

    /// <summary>The hour may have one digit and the fraction may follow a comma: the reference is as lenient.</summary>
    public static bool IsTime(ReadOnlySpan<char> text, Offset offset)
    {
        var colon = text.IndexOf(':');
        if (colon is not (1 or 2) || text.Length < colon + 6 || text[colon + 3] != ':') return false;
        if (!Digits.TryRead(text[..colon], out var hour) || hour > 23) return false;
        if (!Digits.TryRead(text.Slice(colon + 1, 2), out var minute) || minute > 59) return false;
        if (!Digits.TryRead(text.Slice(colon + 4, 2), out var second) || second > 59) return false;

        var rest = text[(colon + 6)..];
        if (rest is ['.' or ',', >= '0' and <= '9', ..])
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return rest switch
        {
            [] => offset == Offset.Optional,
            "Z" => true,
            ['+' or '-', _, _, ':', _, _] => Digits.TryRead(rest.Slice(1, 2), out var hours) && hours <= 24
                && Digits.TryRead(rest.Slice(4, 2), out var minutes) && minutes <= 60,
            _ => false,
        };
    }
}

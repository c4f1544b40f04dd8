namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>date</c>: <c>YYYY-MM-DD</c>, a day that the calendar has.</summary>
internal static class DateFormat
{
    public static bool Matches(string text)
    {
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Digits.TryRead(text.AsSpan(0, 4), out var year) || !Digits.TryRead(text.AsSpan(5, 2), out var month) || !Digits.TryRead(text.AsSpan(8, 2), out var day)) return false;

        // The year 0000 exists in RFC 3339 and is a leap year; the calendar of .NET starts with 1.
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 4 : year, month);
    }
}

using System.Globalization;
using System.Text;

namespace Operon.Starlark.Modules.Time;

/// <summary>
/// Layouts of times: the moment 2006-01-02 15:04:05 -0700 MST written as the times shall look. This takes a layout
/// apart and writes by it; <see cref="TimeParser"/> reads by it.
/// </summary>
internal static class TimeLayout
{
    public const string Rfc3339 = "2006-01-02T15:04:05Z07:00";

    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    // Longer ones before those that they begin with.
    private static readonly string[] s_elements =
    [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "_2006", "__2", "_2", "002", "01", "02", "03", "04", "05", "06",
        "-07:00:00", "-070000", "-07:00", "-0700", "-07", "Z07:00:00", "Z070000", "Z07:00", "Z0700", "Z07",
        "PM", "pm", "15", "1", "2", "3", "4", "5",
    ];

    /// <summary>Takes the next literal and element off a layout; the element is empty at the end.</summary>
    public static (string Literal, string Element) Take(ref ReadOnlySpan<char> layout)
    {
        for (var i = 0; i < layout.Length; i++)
        {
            if (ElementAt(layout, i) is not { Length: > 0 } element)
                continue;
            var literal = layout[..i].ToString();
            layout = layout[(i + element.Length)..];
            return (literal, element);
        }

        var rest = layout.ToString();
        layout = default;
        return (rest, "");
    }

    public static string Format(TimeValue time, string layout)
    {
        var text = new StringBuilder();
        var rest = layout.AsSpan();
        while (!rest.IsEmpty)
        {
            var (literal, element) = Take(ref rest);
            text.Append(literal);
            Append(text, time, element);
        }

        return text.ToString();
    }

    private static string ElementAt(ReadOnlySpan<char> layout, int at)
    {
        if (layout[at] is '.' or ',' && at + 1 < layout.Length && layout[at + 1] is '0' or '9')
        {
            var end = at + 1;
            while (end < layout.Length && layout[end] == layout[at + 1])
                end++;
            if (end == layout.Length || !char.IsAsciiDigit(layout[end]))
                return layout[at..end].ToString();
        }

        foreach (var element in s_elements)
        {
            if (!layout[at..].StartsWith(element))
                continue;

            // "Jan" in "Janet" is a name of somebody.
            if (element is "Jan" or "Mon" && at + 3 < layout.Length && char.IsAsciiLetterLower(layout[at + 3]))
                continue;
            return element == "_2006" ? "" : element;
        }

        return "";
    }

    private static void Append(StringBuilder text, TimeValue time, string element)
    {
        var (year, month, day) = time.Date;
        var second = time.SecondOfDay;
        var hour = second / 3600;
        var hour12 = hour % 12 == 0 ? 12 : hour % 12;
        switch (element)
        {
            case "":
                break;
            case "January":
                text.Append(Months[month - 1]);
                break;
            case "Jan":
                text.Append(Months[month - 1].AsSpan(0, 3));
                break;
            case "Monday":
                text.Append(Days[Weekday(time.Day)]);
                break;
            case "Mon":
                text.Append(Days[Weekday(time.Day)].AsSpan(0, 3));
                break;
            case "MST":
                text.Append(time.ZoneName);
                break;
            case "PM" or "pm":
                text.Append(hour >= 12 ? element : element == "PM" ? "AM" : "am");
                break;
            case ['.' or ',', ..]:
                AppendFraction(text, time.Nanosecond, element);
                break;
            case ['-' or 'Z', ..]:
                AppendOffset(text, time.Offset, element);
                break;
            default:
                var (number, width, fill) = element switch
                {
                    "2006" => (year, 4, '0'),
                    "06" => (((year % 100) + 100) % 100, 2, '0'),
                    "01" => (month, 2, '0'),
                    "1" => (month, 1, '0'),
                    "02" => (day, 2, '0'),
                    "_2" => (day, 2, ' '),
                    "2" => (day, 1, '0'),
                    "002" => (DayOfYear(time), 3, '0'),
                    "__2" => (DayOfYear(time), 3, ' '),
                    "15" => (hour, 2, '0'),
                    "03" => (hour12, 2, '0'),
                    "3" => (hour12, 1, '0'),
                    "04" => (second / 60 % 60, 2, '0'),
                    "4" => (second / 60 % 60, 1, '0'),
                    "05" => (second % 60, 2, '0'),
                    _ => (second % 60, 1, '0'),
                };
                var digits = Math.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(width, fill);
                text.Append(number < 0 ? "-" : "").Append(digits);
                break;
        }
    }

    private static int Weekday(long day) => (int)((((day + 4) % 7) + 7) % 7);

    private static long DayOfYear(TimeValue time) => time.Day - CivilDate.DaysFrom(time.Date.Year, 1, 1) + 1;

    private static void AppendFraction(StringBuilder text, int nanosecond, string element)
    {
        var digits = nanosecond.ToString("000000000", CultureInfo.InvariantCulture)[..Math.Min(element.Length - 1, 9)];
        if (element[1] == '9')
        {
            digits = digits.TrimEnd('0');
            if (digits.Length == 0)
                return;
        }

        text.Append(element[0]).Append(digits);
    }

    private static void AppendOffset(StringBuilder text, int seconds, string element)
    {
        if (element[0] == 'Z' && seconds == 0)
        {
            text.Append('Z');
            return;
        }

        var magnitude = Math.Abs(seconds);
        var colon = element.Contains(':', StringComparison.Ordinal) ? ":" : "";
        text.Append(seconds < 0 ? '-' : '+').Append((magnitude / 3600).ToString("00", CultureInfo.InvariantCulture));
        var parts = element.Count(char.IsAsciiDigit) / 2;
        if (parts > 1)
            text.Append(colon).Append((magnitude / 60 % 60).ToString("00", CultureInfo.InvariantCulture));
        if (parts > 2)
            text.Append(colon).Append((magnitude % 60).ToString("00", CultureInfo.InvariantCulture));
    }
}

namespace Operon.Starlark.Modules.Time;

/// <summary>Days of the Gregorian calendar, before and after every year.</summary>
internal static class CivilDate
{
    private const long DaysOf400Years = 146_097;

    /// <summary>The days from 1970-01-01 to a date; months and days beyond their range count on.</summary>
    public static long DaysFrom(long year, long month, long day)
    {
        year += Math.DivRem(month - 1, 12, out var rest);
        if (rest < 0)
        {
            rest += 12;
            year--;
        }

        // Years that begin in March have the leap day at their end.
        var shifted = (rest + 10) % 12;
        if (rest < 2)
            year--;
        var era = (year >= 0 ? year : year - 399) / 400;
        var yearOfEra = year - (era * 400);
        var dayOfYear = ((153 * shifted) + 2) / 5;
        return (era * DaysOf400Years) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468 + day - 1;
    }

    /// <summary>The date of a day counted from 1970-01-01.</summary>
    public static (long Year, int Month, int Day) Of(long days)
    {
        days += 719_468;
        var era = (days >= 0 ? days : days - DaysOf400Years + 1) / DaysOf400Years;
        var dayOfEra = days - (era * DaysOf400Years);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * dayOfYear) + 2) / 153;
        var day = (int)(dayOfYear - (((153 * shifted) + 2) / 5) + 1);
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }
}

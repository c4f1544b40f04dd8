using System.Globalization;

namespace Operon.Starlark.Modules.Time;

/// <summary>A time zone: a place with its rules, or a fixed difference to UTC.</summary>
internal sealed class Zone
{
    public static readonly Zone Utc = new(TimeZoneInfo.Utc, 0, "UTC");

    private readonly TimeZoneInfo? _rules;
    private readonly int _seconds;
    private readonly string _name;

    private Zone(TimeZoneInfo? rules, int seconds, string name)
    {
        _rules = rules;
        _seconds = seconds;
        _name = name;
    }

    /// <summary>A fixed difference to UTC.</summary>
    public static Zone Fixed(int seconds, string name = "") => seconds == 0 && name.Length == 0 ? Utc : new Zone(null, seconds, name);

    public static Zone Of(TimeZoneInfo rules) => rules.Id is "UTC" or "Etc/UTC" ? Utc : new Zone(rules, 0, "");

    public static bool TryFind(string name, out Zone zone)
    {
        zone = Utc;
        if (name is "" or "UTC")
            return true;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var rules))
            return false;
        zone = Of(rules);
        return true;
    }

    /// <summary>The difference to UTC at a moment, and what it is called then.</summary>
    public (int Seconds, string Name) At(long unixSeconds)
    {
        if (_rules is null || ReferenceEquals(this, Utc))
            return (_seconds, _name.Length > 0 ? _name : Numeric(_seconds));
        var moment = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(unixSeconds, -62_135_596_800, 253_402_300_799));
        var seconds = (int)_rules.GetUtcOffset(moment).TotalSeconds;
        var name = _rules.IsDaylightSavingTime(moment) ? _rules.DaylightName : _rules.StandardName;
        return (seconds, name.Length is > 0 and <= 5 ? name : Numeric(seconds));
    }

    /// <summary>The moment at which clocks of the zone show so many seconds since 1970; the earlier one, if there are two.</summary>
    public long ToUnix(long localSeconds)
    {
        if (_rules is null)
            return localSeconds - _seconds;
        var guess = localSeconds - At(localSeconds).Seconds;
        var other = localSeconds - At(guess).Seconds;
        return At(other).Seconds == localSeconds - other ? other : guess;
    }

    private static string Numeric(int seconds)
    {
        var magnitude = Math.Abs(seconds);
        var minutes = magnitude / 60 % 60;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(seconds < 0 ? '-' : '+')}{magnitude / 3600:00}{(minutes == 0 ? "" : minutes.ToString("00", CultureInfo.InvariantCulture))}");
    }
}

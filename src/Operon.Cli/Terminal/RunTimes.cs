using System.Globalization;

namespace Operon.Cli.Terminal;

/// <summary>Times as people read them.</summary>
internal static class RunTimes
{
    /// <summary>UTC, to the second.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z";

    /// <summary>Two units at most.</summary>
    public static string Text(TimeSpan span)
    {
        if (span < TimeSpan.Zero) span = TimeSpan.Zero;
        return span switch
        {
            { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Milliseconds}ms"),
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds * 10) / 10:0.0}s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m{span.Seconds:00}s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h{span.Minutes:00}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d{span.Hours:00}h"),
        };
    }

    /// <summary>How long something took, or has taken until now; <c>-</c> when that is not known.</summary>
    public static string Text(DateTimeOffset? from, DateTimeOffset? to) => from is { } start && to is { } end ? Text(end - start) : "-";
}

using System.Globalization;

namespace Operon.Opspec.Syntax;

/// <summary>Whether a text may stand under the tag <c>!!timestamp</c>. Without the tag a timestamp is text like any other.</summary>
internal static class TimestampScan
{
    private static readonly string[] Formats =
    [
        "yyyy-M-d", "yyyy-M-d H:m:s.FFFFFFF", "yyyy-M-d'T'H:m:s.FFFFFFFK", "yyyy-M-d't'H:m:s.FFFFFFFK",
    ];

    public static bool IsTimestamp(string text) =>
        DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

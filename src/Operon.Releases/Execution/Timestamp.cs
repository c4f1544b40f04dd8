using System.Globalization;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>Times as documents have them: RFC 3339, UTC, as precise as the clock.</summary>
internal static class Timestamp
{
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>What a marker document says.</summary>
    public static JsonObject Marker(DateTimeOffset time) => new(("time", Of(time)));

    public static DateTimeOffset? Read(JsonValue? json) =>
        DateTimeOffset.TryParse(json?.AsText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}

using System.Globalization;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>Times as documents have them: RFC 3339, UTC, as precise as the clock.</summary>
internal static class Timestamp
{
    // The fixed format is compiled ahead; of its seven digits of a second those at the end go that are zero.
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture).TrimEnd('Z').TrimEnd('0').TrimEnd('.') + "Z";

    /// <summary>What a marker document says.</summary>
    public static JsonObject Marker(DateTimeOffset time) => new(("time", Of(time)));

    public static DateTimeOffset? Read(JsonValue? json) =>
        DateTimeOffset.TryParse(json?.AsText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}

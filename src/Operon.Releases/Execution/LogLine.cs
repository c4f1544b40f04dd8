using System.Globalization;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>A line that a function printed.</summary>
/// <param name="Time">When.</param>
/// <param name="Message">What, without the end of the line; secrets are masked.</param>
/// <param name="Attributes">Where: thread, file, line and column.</param>
public sealed record LogLine(DateTimeOffset Time, string Message, JsonObject Attributes)
{
    /// <summary>As it is stored.</summary>
    public JsonObject ToJson() => new(("timestamp", Timestamp.Of(Time)), ("message", Message), ("attributes", Attributes), ("stream", 0.0));
}

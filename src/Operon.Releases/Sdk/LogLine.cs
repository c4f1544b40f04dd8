using System.Globalization;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>What a function printed, or a line that its shell command wrote (releases, section 3.5). Secrets are hidden in it already.</summary>
/// <param name="Time">When.</param>
/// <param name="Message">The text, without a line end.</param>
/// <param name="Thread">Which file or function is being run.</param>
/// <param name="File">The file of the user's line that made it.</param>
/// <param name="Line">Which line, from 1; 0 where there is none.</param>
/// <param name="Column">Which column, from 1; 0 where there is none.</param>
public sealed record LogLine(DateTimeOffset Time, string Message, string Thread, string File, int Line, int Column)
{
    /// <summary>As it stands in the document of the logs.</summary>
    public JsonObject ToJson() => new(
        ("timestamp", Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)),
        ("message", Message),
        ("attributes", new JsonObject(
            ("thread", Thread),
            ("filename", File),
            ("line", Line.ToString(CultureInfo.InvariantCulture)),
            ("col", Column.ToString(CultureInfo.InvariantCulture)))),
        ("stream", 0));
}

using System.Text.Json;

namespace Operon.Cli.Terminal;

/// <summary>One JSON object on standard output, indented, with a line feed at the end.</summary>
internal static class JsonDocumentOutput
{
    // Causes and values nest more deeply than the library's default of 64.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", MaxDepth = Operon.Text.Json.JsonReader.DefaultMaxDepth };

    /// <summary>Writes it.</summary>
    /// <param name="format">The version of what is in it: it grows when a reader of what was before would be misled; additions leave it.</param>
    /// <param name="output">Gets it.</param>
    /// <param name="properties">Writes the other properties.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task WriteAsync(int format, Stream output, Action<Utf8JsonWriter> properties, CancellationToken cancellation)
    {
        await using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", format);
            properties(json);
            json.WriteEndObject();
        }

        await output.WriteAsync("\n"u8.ToArray(), cancellation);
        await output.FlushAsync(cancellation);
    }
}

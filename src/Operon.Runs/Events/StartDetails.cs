using System.Text.Json;

namespace Operon.Runs.Events;

/// <summary>Reads parts of <see cref="CallStarted.Details"/>.</summary>
public static class StartDetails
{
    /// <summary>How people name the image of a container; null when the details do not tell.</summary>
    public static string? Image(ReadOnlyMemory<byte> details) => Text(details, "image"u8);

    /// <summary>The id of the run that a run does again; null when it is one of its own.</summary>
    public static string? RetryOf(ReadOnlyMemory<byte> details) => Text(details, "retryOf"u8);

    private static string? Text(ReadOnlyMemory<byte> details, ReadOnlySpan<byte> name)
    {
        if (details.IsEmpty) return null;
        var json = new Utf8JsonReader(details.Span, new JsonReaderOptions { MaxDepth = Operon.Text.Json.JsonReader.DefaultMaxDepth });
        try
        {
            while (json.Read())
            {
                if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName) continue;
                var isMeant = json.ValueTextEquals(name);
                json.Read();
                if (isMeant) return json.TokenType == JsonTokenType.String ? json.GetString() : null;
                json.Skip();
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

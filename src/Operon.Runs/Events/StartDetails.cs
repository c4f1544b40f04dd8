using System.Text.Json;

namespace Operon.Runs.Events;

/// <summary>Reads parts of <see cref="CallStarted.Details"/>.</summary>
public static class StartDetails
{
    /// <summary>How people name the image of a container; null when the details do not tell.</summary>
    public static string? Image(ReadOnlyMemory<byte> details)
    {
        if (details.IsEmpty) return null;
        var json = new Utf8JsonReader(details.Span, new JsonReaderOptions { MaxDepth = Operon.Text.Json.JsonReader.DefaultMaxDepth });
        try
        {
            while (json.Read())
            {
                if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName) continue;
                var isImage = json.ValueTextEquals("image"u8);
                json.Read();
                if (isImage) return json.TokenType == JsonTokenType.String ? json.GetString() : null;
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

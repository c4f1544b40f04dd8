using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Operon.Runs.Events;

namespace Operon.Runs.Masking;

/// <summary>Hides secrets in events.</summary>
internal static class EventMask
{
    // Above these depths keys are names of fields, of types and of parameters; below them they are data.
    private const int DepthOfDetails = 3;
    private const int DepthOfOutputs = 2;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = Text.Json.JsonReader.DefaultMaxDepth };

    public static RunEvent Apply(RunEvent runEvent, SecretMasks masks) => runEvent switch
    {
        CallStarted started => started with
        {
            Path = masks.Mask(started.Path),
            Name = started.Name is null ? null : masks.Mask(started.Name),
            Op = masks.Mask(started.Op),
            Details = Apply(started.Details, DepthOfDetails, masks),
        },
        CallEnded ended => ended with
        {
            Path = masks.Mask(ended.Path),
            Op = masks.Mask(ended.Op),
            Error = ended.Error is null ? null : Apply(ended.Error, masks),
            Outputs = Apply(ended.Outputs, DepthOfOutputs, masks),
        },
        _ => runEvent,
    };

    private static RecordedError Apply(RecordedError error, SecretMasks masks) => error with
    {
        Message = masks.Mask(error.Message),
        Position = error.Position is null ? null : masks.Mask(error.Position),
        Expected = error.Expected is null ? null : masks.Mask(error.Expected),
        Fix = error.Fix is null ? null : masks.Mask(error.Fix),
        Cause = error.Cause is null ? null : Apply(error.Cause, masks),
        Others = [.. error.Others.Select(other => Apply(other, masks))],
        Notes = [.. error.Notes.Select(masks.Mask)],
    };

    /// <summary>JSON text without secrets.</summary>
    /// <param name="json">The text.</param>
    /// <param name="depth">How many levels of its keys are no data.</param>
    /// <param name="masks">The secrets.</param>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json, int depth, SecretMasks masks)
    {
        if (json.IsEmpty) return json;
        using var document = JsonDocument.Parse(json, ReaderOptions);
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Options)) Write(document.RootElement, null, depth, writer, masks);
        return buffer.WrittenMemory;
    }

    private static void Write(JsonElement element, string? key, int depth, Utf8JsonWriter json, SecretMasks masks)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    json.WritePropertyName(depth <= 0 || key == "envVars" ? masks.Mask(property.Name) : property.Name);
                    Write(property.Value, depth > 0 ? property.Name : null, depth - 1, json, masks);
                }

                json.WriteEndObject();
                break;

            // Names of secrets, and what names a value by its digest: not data.
            case JsonValueKind.Array when key is "secret" or "large":
                element.WriteTo(json);
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(item, null, depth - 1, json, masks);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(masks.Mask(element.GetString()!));
                break;
            case JsonValueKind.Number when element.GetRawText() is var digits && masks.Mask(digits) is var masked && masked != digits:
                json.WriteStringValue(masked);
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }
}

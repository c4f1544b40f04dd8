using System.Text;
using System.Text.Json;

namespace Operon.Containers.Images.Registries;

/// <summary>Reads short answers.</summary>
internal static class RegistryBody
{
    private const int LongestError = 16 << 10;
    private const int LongestReason = 300;

    /// <summary>How long a server may keep silent in the middle of an answer.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>The whole body; null when it is longer, or cut, or does not come.</summary>
    public static async Task<byte[]?> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(LongestSilence);
        try
        {
            if (response.Content.Headers.ContentLength > limit) return null;
            await using var body = await response.Content.ReadAsStreamAsync(bounded.Token);
            using var bytes = new MemoryStream();
            var chunk = new byte[16 << 10];
            while (await body.ReadAsync(chunk, bounded.Token) is var read and > 0)
            {
                if (bytes.Length + read > limit) return null;
                await bytes.WriteAsync(chunk.AsMemory(0, read), bounded.Token);
            }

            return bytes.ToArray();
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>What a registry says about an error of its own (<c>errors[0]</c>); null when it says nothing.</summary>
    public static async Task<string?> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (await ReadAsync(response, LongestError, cancellationToken) is not { } body) return null;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                && errors[0] is { ValueKind: JsonValueKind.Object } first && first.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
            {
                var text = message.GetString()!;
                return text.Length > LongestReason ? text[..LongestReason] : text;
            }
        }
        catch (JsonException)
        {
            // Many proxies answer in HTML, which helps nobody here.
            return null;
        }

        return null;
    }
}

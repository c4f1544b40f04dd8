using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Operon.Content;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>Reads the JSON parts of images, checking size and digest.</summary>
internal static class ImageDocuments
{
    private const int LongestDocument = 8 * 1024 * 1024;

    /// <summary>Reads a part by its digest.</summary>
    public static async Task<Result<byte[]>> ReadAsync(IImageContent content, OciDescriptor? descriptor, string what, CancellationToken cancellationToken)
    {
        if (!Digest.TryParse(descriptor?.Digest, out var digest)) return Invalid($"the {what} is named by no sha256 digest");
        if (content.TryOpen(digest) is not { } stream) return new Diagnostic(ImageRules.MissingContent, $"the {what} {digest} is missing");
        await using var opened = stream;
        var bytes = await ReadAsync(opened, what, cancellationToken);
        if (!bytes.TryGet(out var read, out var failure)) return failure;
        return Digest.Of(read) == digest ? read : new Diagnostic(ImageRules.DigestMismatch, $"the {what} {digest} has the digest {Digest.Of(read)}");
    }

    /// <summary>Reads all of a stream that is not too long.</summary>
    public static async Task<Result<byte[]>> ReadAsync(Stream stream, string what, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await stream.ReadAsync(chunk, cancellationToken) is var read and > 0)
        {
            if (buffer.Length + read > LongestDocument) return Invalid($"the {what} has more than {LongestDocument} bytes");
            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }

        return buffer.ToArray();
    }

    /// <summary>Understands the text of a part.</summary>
    public static Result<T> Parse<T>(byte[] json, JsonTypeInfo<T> type, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) is { } parsed ? parsed : Invalid($"the {what} is empty");
        }
        catch (JsonException e)
        {
            return Invalid($"the {what} cannot be read: {e.Message}");
        }
    }

    /// <summary>The diagnostic for what is no image.</summary>
    public static Diagnostic Invalid(string message) => new(ImageRules.InvalidLayout, message);
}

using System.Collections.Immutable;
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
        if (content.TryOpen(digest) is not { } stream) return new Diagnostic(ImageRules.MissingContent, $"the {what} {digest} is missing") { Fix = "copy the image again, with all of blobs/" };
        await using var opened = stream;
        var bytes = await ReadAsync(opened, what, cancellationToken);
        if (!bytes.TryGet(out var read, out var failure)) return failure;
        return Digest.Of(read) == digest ? read : new Diagnostic(ImageRules.DigestMismatch, $"the {what} {digest} has the digest {Digest.Of(read)}") { Fix = "copy the image again" };
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
            using var document = JsonDocument.Parse(json);
            if (HoldsNothing(document.RootElement)) return Invalid($"a list in the {what} holds null");
            return document.Deserialize(type) is { } parsed ? parsed : Invalid($"the {what} is empty");
        }
        catch (JsonException e)
        {
            return Invalid($"the {what} cannot be read: {e.Message}");
        }
    }

    // The types say that elements of lists are there; JSON does not.
    private static bool HoldsNothing(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Null || HoldsNothing(e)),
        JsonValueKind.Object => element.EnumerateObject().Any(p => HoldsNothing(p.Value)),
        _ => false,
    };

    /// <summary>Reads the manifest of an image and its configuration.</summary>
    public static async Task<Result<ImageParts>> ReadImageAsync(IImageContent content, OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(content, descriptor, "manifest", cancellationToken)).TryGet(out var manifestJson, out var failure)) return failure;
        if (!Parse(manifestJson, OciDocuments.Default.OciManifest, "manifest").TryGet(out var manifest, out failure)) return failure;
        if (!(await ReadAsync(content, manifest.Config, "configuration", cancellationToken)).TryGet(out var configJson, out failure)) return failure;
        if (!Parse(configJson, OciDocuments.Default.OciConfig, "configuration").TryGet(out var config, out failure)) return failure;

        var packed = manifest.Layers ?? [];
        var diffs = config.RootFs?.DiffIds ?? [];
        if (packed.Length != diffs.Length) return Invalid($"the manifest has {packed.Length} layers, the configuration {diffs.Length}");

        var layers = ImmutableArray.CreateBuilder<(Digest, Digest)>(packed.Length);
        for (var i = 0; i < packed.Length; i++)
        {
            if (!Digest.TryParse(packed[i].Digest, out var blob) || !Digest.TryParse(diffs[i], out var diff)) return Invalid($"layer {i + 1} is named by no sha256 digest");
            layers.Add((blob, diff));
        }

        return new ImageParts(manifestJson, configJson, ConfigOf(config.Config), layers.MoveToImmutable());
    }

    /// <summary>The configuration of an image that has none yet.</summary>
    public static byte[] WriteConfig(string[] command, string[] environment, IEnumerable<Digest> diffs) => JsonSerializer.SerializeToUtf8Bytes(
        new OciConfig
        {
            Architecture = OciLayout.MachineArchitecture,
            Os = "linux",
            Config = new OciRunConfig { Cmd = command, Env = environment },
            RootFs = new OciRootFs { DiffIds = [.. diffs.Select(d => d.ToString())] },
        },
        OciDocuments.Default.OciConfig);

    /// <summary>The manifest of an image whose layers are not packed.</summary>
    public static byte[] WriteManifest(byte[] config, IEnumerable<Digest> diffs) => JsonSerializer.SerializeToUtf8Bytes(
        new OciManifest
        {
            MediaType = "application/vnd.oci.image.manifest.v1+json",
            Config = new OciDescriptor { MediaType = "application/vnd.oci.image.config.v1+json", Digest = Digest.Of(config).ToString(), Size = config.Length },
            Layers = [.. diffs.Select(d => new OciDescriptor { MediaType = "application/vnd.oci.image.layer.v1.tar", Digest = d.ToString() })],
        },
        OciDocuments.Default.OciManifest);

    private static ImageConfig ConfigOf(OciRunConfig? config) => new()
    {
        Environment = [.. config?.Env ?? []],
        Entrypoint = [.. config?.Entrypoint ?? []],
        Command = [.. config?.Cmd ?? []],
        User = config?.User ?? "",
        WorkingDirectory = config?.WorkingDir ?? "",
    };

    /// <summary>The diagnostic for what is no image.</summary>
    public static Diagnostic Invalid(string message) => new(ImageRules.InvalidLayout, message);
}

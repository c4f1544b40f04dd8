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
    /// <summary>In bytes; registries take no longer manifests either.</summary>
    public const int LongestDocument = 4 * 1024 * 1024;

    private const int DeepestIndex = 4;

    // So many fit into the options of a mount; other engines make at most 127.
    private const int MostLayers = 200;

    /// <summary>Reads a part by its digest.</summary>
    public static async Task<Result<byte[]>> ReadAsync(IImageContent content, OciDescriptor? descriptor, string what, CancellationToken cancellationToken)
    {
        if (descriptor is null || !Digest.TryParse(descriptor.Digest, out var digest)) return Invalid($"the {what} is named by no sha256 digest");
        if (descriptor.Size > LongestDocument) return TooLong(what);
        try
        {
            if (await content.OpenAsync(descriptor, cancellationToken) is not { } stream) return new Diagnostic(ImageRules.MissingContent, $"the {what} {digest} is missing") { Fix = "copy the image again, with all of blobs/" };
            await using var opened = stream;
            if (!(await ReadAsync(opened, what, cancellationToken)).TryGet(out var read, out var failure)) return failure;
            return Digest.Of(read) == digest ? read : new Diagnostic(ImageRules.DigestMismatch, $"the {what} {digest} has the digest {Digest.Of(read)}") { Fix = "copy the image again" };
        }
        catch (ContentException e)
        {
            return e.Diagnostic;
        }
    }

    /// <summary>Reads all of a stream that is not too long.</summary>
    public static async Task<Result<byte[]>> ReadAsync(Stream stream, string what, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await stream.ReadAsync(chunk, cancellationToken) is var read and > 0)
        {
            if (buffer.Length + read > LongestDocument) return TooLong(what);
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
            return Invalid($"the {what} is not the JSON that it should be{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}");
        }
    }

    // The types say that elements of lists are there; JSON does not.
    private static bool HoldsNothing(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Null || HoldsNothing(e)),
        JsonValueKind.Object => element.EnumerateObject().Any(p => HoldsNothing(p.Value)),
        _ => false,
    };

    /// <summary>Follows indexes to the manifest for a platform.</summary>
    /// <returns>The documents on the way, the manifest last.</returns>
    public static async Task<Result<ImmutableArray<byte[]>>> FindManifestAsync(IImageContent content, OciDescriptor descriptor, ImagePlatform platform, string name, CancellationToken cancellationToken)
    {
        var way = ImmutableArray.CreateBuilder<byte[]>();
        for (var depth = 0; depth < DeepestIndex; depth++)
        {
            if (!(await ReadAsync(content, descriptor, "manifest", cancellationToken)).TryGet(out var json, out var failure)) return failure;
            if (!Parse(json, OciDocuments.Default.OciManifest, "manifest").TryGet(out var manifest, out failure)) return failure;
            way.Add(json);
            if (manifest.Manifests is not { } manifests) return manifest.SchemaVersion == 1 ? Invalid($"{name} has a manifest of schema 1, which registries gave up in 2020") with { Fix = "push the image again with a current program" } : way.ToImmutable();
            if (platform.Among(manifests).FirstOrDefault() is not { } chosen)
            {
                var others = manifests.Select(m => m.Platform).OfType<OciPlatform>().Where(p => p.Os != "unknown").Select(p => $"{p.Os}/{p.Architecture}{(p.Variant is null ? "" : "/" + p.Variant)}").Distinct().Order(StringComparer.Ordinal);
                return new Diagnostic(ImageRules.NoSingleImage, $"{name} has no image for {platform}") { Expected = $"one of {string.Join(", ", others)}" };
            }

            descriptor = chosen;
        }

        return Invalid($"the indexes of {name} are nested more than {DeepestIndex} deep");
    }

    /// <summary>Reads what the manifest of an image says, and its configuration.</summary>
    public static async Task<Result<ImageParts>> ReadImageAsync(IImageContent content, byte[] manifestJson, CancellationToken cancellationToken)
    {
        if (!Parse(manifestJson, OciDocuments.Default.OciManifest, "manifest").TryGet(out var manifest, out var failure)) return failure;
        if (!(await ReadAsync(content, manifest.Config, "configuration", cancellationToken)).TryGet(out var configJson, out failure)) return failure;
        if (!Parse(configJson, OciDocuments.Default.OciConfig, "configuration").TryGet(out var config, out failure)) return failure;

        var packed = manifest.Layers ?? [];
        var diffs = config.RootFs?.DiffIds ?? [];
        if (packed.Length != diffs.Length) return Invalid($"the manifest has {packed.Length} layers, the configuration {diffs.Length}");
        if (packed.Length > MostLayers) return new Diagnostic(ImageRules.TooLarge, $"the image has {packed.Length} layers") { Expected = $"at most {MostLayers}" };

        var layers = ImmutableArray.CreateBuilder<ImageLayer>(packed.Length);
        for (var i = 0; i < packed.Length; i++)
        {
            if (!Digest.TryParse(packed[i].Digest, out var blob) || !Digest.TryParse(diffs[i], out var diff)) return Invalid($"layer {i + 1} is named by no sha256 digest");
            if (packed[i].Size < 0) return Invalid($"layer {i + 1} has a size of {packed[i].Size} bytes");
            layers.Add(new ImageLayer(packed[i], blob, diff));
        }

        return new ImageParts(manifestJson, configJson, config.Architecture, ConfigOf(config.Config), layers.MoveToImmutable());
    }

    /// <summary>The configuration of an image that has none yet.</summary>
    public static byte[] WriteConfig(string[] command, string[] environment, IEnumerable<Digest> diffs) => JsonSerializer.SerializeToUtf8Bytes(
        new OciConfig
        {
            Architecture = ImagePlatform.Machine.Architecture,
            Os = "linux",
            Config = new OciRunConfig { Cmd = command, Env = environment },
            RootFs = new OciRootFs { DiffIds = [.. diffs.Select(d => d.ToString())] },
        },
        OciDocuments.Default.OciConfig);

    /// <summary>The manifest of an image whose layers are not packed.</summary>
    public static byte[] WriteManifest(byte[] config, IEnumerable<Digest> diffs) => JsonSerializer.SerializeToUtf8Bytes(
        new OciManifest
        {
            MediaType = OciManifest.ManifestType,
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

    private static Diagnostic TooLong(string what) => new(ImageRules.TooLarge, $"the {what} is longer than {LongestDocument >> 20} MiB");

    /// <summary>The diagnostic for what is no image.</summary>
    public static Diagnostic Invalid(string message) => new(ImageRules.InvalidLayout, message);
}

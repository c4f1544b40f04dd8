using System.Text.Json;
using System.Text.Json.Serialization;

namespace Operon.Containers.Images;

/// <summary>Names a part of an image (OCI <c>descriptor</c>).</summary>
internal sealed record OciDescriptor
{
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    [JsonPropertyName("digest")]
    public string? Digest { get; init; }

    [JsonPropertyName("size")]
    public long Size { get; init; }

    [JsonPropertyName("platform")]
    public OciPlatform? Platform { get; init; }

    [JsonPropertyName("annotations")]
    public Dictionary<string, string>? Annotations { get; init; }
}

/// <summary>What machine an image is for.</summary>
internal sealed record OciPlatform
{
    [JsonPropertyName("os")]
    public string? Os { get; init; }

    [JsonPropertyName("architecture")]
    public string? Architecture { get; init; }

    [JsonPropertyName("variant")]
    public string? Variant { get; init; }
}

/// <summary>An index of images, or a manifest of one: the two are told apart by what they hold.</summary>
internal sealed record OciManifest
{
    public const string IndexType = "application/vnd.oci.image.index.v1+json";
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string DockerListType = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; } = 2;

    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    [JsonPropertyName("manifests")]
    public OciDescriptor[]? Manifests { get; init; }

    [JsonPropertyName("config")]
    public OciDescriptor? Config { get; init; }

    [JsonPropertyName("layers")]
    public OciDescriptor[]? Layers { get; init; }
}

/// <summary>The configuration of an image.</summary>
internal sealed record OciConfig
{
    [JsonPropertyName("architecture")]
    public string? Architecture { get; init; }

    [JsonPropertyName("os")]
    public string? Os { get; init; }

    [JsonPropertyName("config")]
    public OciRunConfig? Config { get; init; }

    [JsonPropertyName("rootfs")]
    public OciRootFs? RootFs { get; init; }
}

/// <summary>What containers of an image start with.</summary>
internal sealed record OciRunConfig
{
    public string[]? Env { get; init; }

    public string[]? Entrypoint { get; init; }

    public string[]? Cmd { get; init; }

    public string? User { get; init; }

    public string? WorkingDir { get; init; }
}

/// <summary>The uncompressed layers of an image.</summary>
internal sealed record OciRootFs
{
    [JsonPropertyName("type")]
    public string Type { get; init; } = "layers";

    [JsonPropertyName("diff_ids")]
    public string[]? DiffIds { get; init; }
}

/// <summary>One image of an archive as <c>docker save</c> writes it (<c>manifest.json</c>).</summary>
internal sealed record DockerArchiveEntry
{
    public string? Config { get; init; }

    public string[]? RepoTags { get; init; }

    public string[]? Layers { get; init; }
}

/// <summary>The mark of an image layout directory (<c>oci-layout</c>).</summary>
internal sealed record OciLayoutMark
{
    [JsonPropertyName("imageLayoutVersion")]
    public string? Version { get; init; }
}

/// <summary>Reads and writes the documents without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciConfig))]
[JsonSerializable(typeof(OciLayoutMark))]
[JsonSerializable(typeof(DockerArchiveEntry[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class OciDocuments : JsonSerializerContext;

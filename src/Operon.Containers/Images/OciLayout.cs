using Operon.Content;
using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>A directory in the OCI image layout, version 1: <c>oci-layout</c>, <c>index.json</c> and <c>blobs/</c>.</summary>
internal sealed class OciLayout : IImageContent
{
    private const int DeepestIndex = 4;
    private readonly string directory;

    private OciLayout(string directory) => this.directory = directory;

    /// <summary>Opens a directory if it carries the mark of a layout.</summary>
    public static async Task<Result<OciLayout>> OpenAsync(string directory, CancellationToken cancellationToken)
    {
        var mark = await ReadFileAsync(directory, "oci-layout", cancellationToken);
        if (!mark.TryGet(out var bytes, out var failure)) return failure;
        if (!ImageDocuments.Parse(bytes, OciDocuments.Default.OciLayoutMark, "oci-layout").TryGet(out var parsed, out failure)) return failure;
        return parsed.Version?.StartsWith("1.", StringComparison.Ordinal) == true
            ? new OciLayout(directory)
            : ImageDocuments.Invalid($"{directory} has the image layout version '{parsed.Version}'") with { Expected = "version 1.0.0" };
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(OciDescriptor part, CancellationToken cancellationToken)
    {
        // Opening a pipe would wait for a writer.
        if (!Digest.TryParse(part.Digest, out var digest)) return Task.FromResult<Stream?>(null);
        var path = Path.Combine(directory, "blobs", "sha256", digest.Hex);
        return Task.FromResult<Stream?>(FileStatus.Find(path) == FileKind.File ? File.OpenRead(path) : null);
    }

    /// <summary>The one image in the layout that is for this machine, by its manifest.</summary>
    public async Task<Result<OciDescriptor>> FindImageAsync(CancellationToken cancellationToken)
    {
        var bytes = await ReadFileAsync(directory, "index.json", cancellationToken);
        for (var depth = 0; depth < DeepestIndex; depth++)
        {
            if (!bytes.TryGet(out var json, out var failure)) return failure;
            if (!ImageDocuments.Parse(json, OciDocuments.Default.OciManifest, "index").TryGet(out var index, out failure)) return failure;
            if (!Choose(index.Manifests ?? []).TryGet(out var chosen, out failure)) return failure;
            if (chosen.MediaType is not (OciManifest.IndexType or OciManifest.DockerListType)) return chosen;
            bytes = await ImageDocuments.ReadAsync(this, chosen, "index", cancellationToken);
        }

        return ImageDocuments.Invalid($"the indexes of {directory} are nested more than {DeepestIndex} deep");
    }

    /// <summary>The reference that the index gives an image; null when there is none, or only a tag.</summary>
    public static ImageReference? NameOf(OciDescriptor manifest)
    {
        foreach (var key in (string[])["io.containerd.image.name", "org.opencontainers.image.ref.name"])
        {
            if (manifest.Annotations?.GetValueOrDefault(key) is { } name && name.AsSpan().ContainsAny('/', ':') && ImageReference.Parse(name) is { IsOk: true } parsed) return parsed.Value;
        }

        return null;
    }

    private Result<OciDescriptor> Choose(OciDescriptor[] manifests)
    {
        if (manifests is [var only]) return only;
        var fitting = ImagePlatform.Machine.Among(manifests).ToArray();
        return fitting is [var one]
            ? one
            : new Diagnostic(ImageRules.NoSingleImage, $"{directory} has {manifests.Length} images, {fitting.Length} of them for {ImagePlatform.Machine}")
            {
                Expected = "an index with a single image, or one for each kind of machine",
            };
    }

    private static async Task<Result<byte[]>> ReadFileAsync(string directory, string name, CancellationToken cancellationToken)
    {
        try
        {
            var path = Path.Combine(directory, name);
            if (FileStatus.Find(path) is not (FileKind.File or FileKind.None)) throw new IOException($"{name} is no file");
            await using var file = File.OpenRead(path);
            return await ImageDocuments.ReadAsync(file, name, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ImageDocuments.Invalid($"{directory} is no OCI image layout: {name} cannot be read")
                with { Expected = "a directory with oci-layout, index.json and blobs/" };
        }
    }
}

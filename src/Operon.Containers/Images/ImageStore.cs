using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Content;
using Operon.Content.Blobs;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>
/// The images of a data directory: manifests and configurations as blobs, layers unpacked once for all images that
/// share them. Several processes may use one store at once. Packed layers are not kept: nothing here needs them again.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ImageStore
{
    private readonly BlobStore blobs;
    private readonly LayerStore layers;

    /// <summary>Opens a store, whose folder may not exist yet.</summary>
    /// <param name="folder">Absolute path, on a file system that can carry overlay.</param>
    public ImageStore(string folder)
    {
        blobs = new BlobStore(Path.Combine(folder, "blobs"));
        layers = new LayerStore(Path.Combine(folder, "layers"));
    }

    /// <summary>
    /// The image in an OCI layout directory, unpacked on first use. Later uses read its index, manifest and
    /// configuration only.
    /// </summary>
    /// <param name="directory">Absolute path.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<Image>> FromLayoutAsync(string directory, CancellationToken cancellationToken)
    {
        var opened = await OciLayout.OpenAsync(directory, cancellationToken);
        if (!opened.TryGet(out var layout, out var failure)) return failure;
        var found = await layout.FindImageAsync(cancellationToken);
        return found.TryGet(out var manifest, out failure)
            ? await AddAsync(layout, manifest, directory, cancellationToken)
            : failure;
    }

    /// <summary>The unpacked layers of an image, the uppermost first, as overlay wants them.</summary>
    internal IEnumerable<string> LayerDirectories(Image image) => image.Layers.Reverse().Select(layers.PathOf);

    /// <summary>Takes an image in, or finds that it is here.</summary>
    private async Task<Result<Image>> AddAsync(IImageContent content, OciDescriptor descriptor, string name, CancellationToken cancellationToken)
    {
        var manifestJson = await ImageDocuments.ReadAsync(content, descriptor, "manifest", cancellationToken);
        if (!manifestJson.TryGet(out var manifestBytes, out var failure)) return failure;
        if (!ImageDocuments.Parse(manifestBytes, OciDocuments.Default.OciManifest, "manifest").TryGet(out var manifest, out failure)) return failure;

        var configJson = await ImageDocuments.ReadAsync(content, manifest.Config, "configuration", cancellationToken);
        if (!configJson.TryGet(out var configBytes, out failure)) return failure;
        if (!ImageDocuments.Parse(configBytes, OciDocuments.Default.OciConfig, "configuration").TryGet(out var config, out failure)) return failure;

        var packed = manifest.Layers ?? [];
        var diffs = config.RootFs?.DiffIds ?? [];
        if (packed.Length != diffs.Length) return ImageDocuments.Invalid($"the manifest has {packed.Length} layers, the configuration {diffs.Length}");

        var unpacked = ImmutableArray.CreateBuilder<Digest>(packed.Length);
        for (var i = 0; i < packed.Length; i++)
        {
            if (!Digest.TryParse(packed[i].Digest, out var blob) || !Digest.TryParse(diffs[i], out var diff)) return ImageDocuments.Invalid($"layer {i + 1} is named by no sha256 digest");
            if (await layers.EnsureAsync(diff, blob, () => content.TryOpen(blob), cancellationToken) is { } refused) return refused;
            unpacked.Add(diff);
        }

        // The manifest comes last: where it is, all it names is there.
        if (!(await blobs.WriteAsync(configBytes, cancellationToken)).TryGet(out _, out failure)) return failure;
        if (!(await blobs.WriteAsync(manifestBytes, cancellationToken)).TryGet(out var digest, out failure)) return failure;
        return new Image(name, digest, ConfigOf(config), unpacked.MoveToImmutable());
    }

    private static ImageConfig ConfigOf(OciConfig config) => new()
    {
        Environment = [.. config.Config?.Env ?? []],
        Entrypoint = [.. config.Config?.Entrypoint ?? []],
        Command = [.. config.Config?.Cmd ?? []],
        User = config.Config?.User ?? "",
        WorkingDirectory = config.Config?.WorkingDir ?? "",
    };
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Content;
using Operon.Content.Blobs;
using Operon.Host;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>
/// The images of a data directory: manifests and configurations as blobs, layers unpacked once for all images that
/// share them, and a table of references. Several processes may use one store at once. Packed layers are not kept:
/// nothing here needs them again. Nobody else may enter its folder: layers hold set-user-id programs and devices.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ImageStore : IDisposable
{
    // A registry gives more by several connections; more than a few are not polite.
    private const int AtOnce = 4;

    private readonly string folder;
    private readonly BlobStore blobs;
    private readonly LayerStore layers;
    private readonly ReferenceTable references;
    private readonly ImageLeases leases;
    private readonly TimeProvider time;
    private readonly Reaper? reaper;
    private readonly ConcurrentDictionary<Digest, Image> known = new();

    /// <summary>Opens a store, whose folder may not exist yet.</summary>
    /// <param name="folder">Absolute path, on a file system that can carry overlay.</param>
    /// <param name="time">The clock.</param>
    /// <param name="reaper">Removes what is unfinished when this process is killed; null leaves that to the next who comes.</param>
    public ImageStore(string folder, TimeProvider time, Reaper? reaper = null)
    {
        this.folder = folder;
        blobs = new BlobStore(Path.Combine(folder, "blobs"));
        layers = new LayerStore(Path.Combine(folder, "layers"), time, reaper);
        references = new ReferenceTable(folder, time);
        leases = new ImageLeases(folder, time, reaper);
        this.time = time;
        this.reaper = reaper;
    }

    /// <summary>The image that a reference means in this store; nothing is fetched.</summary>
    /// <returns>The image, or <see cref="ImageRules.NotFound"/>.</returns>
    public Task<Result<Image>> FindAsync(ImageReference reference, CancellationToken cancellationToken) => FindAsync(reference, null, cancellationToken);

    /// <summary>The image that a reference means in this store, for a platform; nothing is fetched.</summary>
    /// <param name="reference">A name or a digest.</param>
    /// <param name="platform">For what machine; null is this one.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The image, or <see cref="ImageRules.NotFound"/>.</returns>
    public async Task<Result<Image>> FindAsync(ImageReference reference, ImagePlatform? platform, CancellationToken cancellationToken)
    {
        if (!references.Read().TryGet(out var table, out var failure)) return failure;
        if ((reference.Digest ?? (table.TryGetValue(reference.ToString(), out var found) ? found : null)) is not { } digest || !blobs.Contains(digest))
        {
            return new Diagnostic(ImageRules.NotFound, $"there is no image {reference} here")
            {
                Fix = reference.Registry.Length == 0
                    ? "load it: operon image load FILE, or name its repository too, as in alpine@sha256:…"
                    : $"load one: operon image load FILE, or operon image import ROOTFS.tar {reference}",
            };
        }

        return await AddAsync(new StoredContent(blobs), new OciDescriptor { Digest = digest.ToString() }, reference.ToString(), platform, null, cancellationToken);
    }

    /// <summary>What a reference means: the digest of a manifest or index; null when it is not known.</summary>
    internal Digest? Meaning(ImageReference reference) =>
        reference.Digest ?? (references.Read() is { IsOk: true } table && table.Value.TryGetValue(reference.ToString(), out var digest) ? digest : null);

    /// <summary>Takes in what a registry has, and gives it its name when all of it is here.</summary>
    internal async Task<Result<Image>> TakeInAsync(IImageContent content, OciDescriptor manifest, PullRequest request, IPullProgress? progress, CancellationToken cancellationToken)
    {
        try
        {
            if (PrivateFolder.Create(folder) is { } notMade) return notMade;
            if (!(await AddAsync(content, manifest, request.Reference.ToString(), request.Platform, progress, cancellationToken)).TryGet(out var image, out var failure)) return failure;
            if (!Digest.TryParse(manifest.Digest, out var digest)) return image;
            return await references.SetAsync([(request.Reference.ToString(), digest)], cancellationToken) is { } notNamed ? notNamed : image;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("pull to", folder, e);
        }
    }

    /// <summary>
    /// The image in an OCI layout directory, unpacked on first use. Later uses read its index only, and take what is
    /// here already.
    /// </summary>
    /// <param name="directory">Absolute path.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<Image>> FromLayoutAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            if (PrivateFolder.Create(folder) is { } notMade) return notMade;
            if (!(await OciLayout.OpenAsync(directory, cancellationToken)).TryGet(out var layout, out var failure)) return failure;
            var found = await layout.FindImageAsync(cancellationToken);
            return found.TryGet(out var manifest, out failure) ? await AddAsync(layout, manifest, directory, null, null, cancellationToken) : failure;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("read the image in", directory, e);
        }
    }

    /// <summary>
    /// Takes in the images of an OCI layout directory, of an archive of one, or of an archive of <c>docker save</c>.
    /// </summary>
    /// <param name="path">A directory or an archive, plain or gzip.</param>
    /// <param name="name">What the image will be called; null takes the names in the archive, if any.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The images; those without a name can be found by digest.</returns>
    public async Task<Result<ImmutableArray<Image>>> LoadAsync(string path, ImageReference? name, CancellationToken cancellationToken)
    {
        var unpacked = Path.Combine(folder, "loading", Guid.NewGuid().ToString("N"));
        try
        {
            if (PrivateFolder.Create(folder) is { } notMade) return notMade;
            if (Directory.Exists(path)) return await LoadDirectoryAsync(path, name, cancellationToken);
            if (NoArchive("load", path) is { } refused) return refused;
            if (!WorkFolder.Create(unpacked, reaper).TryGet(out var work, out var notOurs)) return notOurs;
            using var ours = work;
            await using var archive = File.OpenRead(path);
            return (await LayerUnpacker.UnpackAsync(archive, unpacked, new UnpackLimits(), cancellationToken)).TryGet(out _, out var failure)
                ? InTermsOf(path, unpacked, await LoadDirectoryAsync(unpacked, name, cancellationToken))
                : failure with { Message = $"{path}: {failure.Message}" };
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("load", path, e);
        }
    }

    /// <summary>
    /// Makes an image of one layer from a root file system. It runs <c>/bin/sh</c> with
    /// <see cref="ImageConfig.DefaultPath"/>.
    /// </summary>
    /// <param name="path">An archive, plain or gzip.</param>
    /// <param name="name">What the image will be called.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<Image>> ImportRootFsAsync(string path, ImageReference name, CancellationToken cancellationToken)
    {
        if (NoArchive("import", path) is { } refused) return refused;
        if (PrivateFolder.Create(folder) is { } notMade) return notMade;
        try
        {
            await using var archive = File.OpenRead(path);
            if (!(await layers.AddAsync(archive, digest => leases.KeepAsync([digest], cancellationToken), cancellationToken)).TryGet(out var diff, out var failure)) return failure;
            var config = ImageDocuments.WriteConfig(["/bin/sh"], ["PATH=" + ImageConfig.DefaultPath], [diff]);
            if (!(await AddAsync(config, [(diff, path)], name.ToString(), cancellationToken)).TryGet(out var image, out failure)) return failure;
            return await references.SetAsync([(name.ToString(), image.Digest)], cancellationToken) is { } notNamed ? notNamed : image;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("import", path, e);
        }
    }

    /// <summary>The references of the store, sorted.</summary>
    public Result<ImmutableArray<StoredImage>> List() =>
        references.Read().TryGet(out var table, out var failure) ? table.Select(e => new StoredImage(e.Key, e.Value)).ToImmutableArray() : failure;

    /// <summary>Takes references out of the store, all or none. What they meant stays for others and for containers that run.</summary>
    /// <returns>Nothing when they are gone; <see cref="ImageRules.NotFound"/> when one was not there.</returns>
    public Task<Diagnostic?> RemoveAsync(IReadOnlyCollection<ImageReference> names, CancellationToken cancellationToken) =>
        references.RemoveAsync([.. names.Select(n => n.ToString())], cancellationToken);

    /// <summary>Removes what no reference leads to and no live process uses.</summary>
    public Task<Result<PruneResult>> PruneAsync(CancellationToken cancellationToken) => Directory.Exists(folder)
        ? new ImagePrune(blobs, layers, references, leases, time).RunAsync(cancellationToken)
        : Task.FromResult<Result<PruneResult>>(new PruneResult(0, 0));

    /// <summary>Lets go of what this object used: a prune may remove it from now on.</summary>
    public void Dispose() => leases.Dispose();

    /// <summary>The unpacked layers of an image, the uppermost first, as overlay wants them.</summary>
    internal IEnumerable<string> LayerDirectories(Image image) => image.Layers.Reverse().Select(layers.PathOf);

    // A pipe would wait for a writer, a device never end.
    private static Diagnostic? NoArchive(string verb, string path) => FileStatus.Find(path) switch
    {
        FileKind.File or FileKind.None => null,
        var kind => new Diagnostic(HostRules.FileFailed, $"cannot {verb} {path}: it is {(kind == FileKind.Directory ? "a directory" : "no regular file")}") { Expected = "an archive in a file" },
    };

    // Nobody knows the folder that the archive was unpacked to, and it is gone when the message is read.
    private static Result<T> InTermsOf<T>(string archive, string unpacked, Result<T> result) => result.Error is { } error ? InTermsOf(archive, unpacked, error) : result;

    private static Diagnostic InTermsOf(string archive, string unpacked, Diagnostic error) => error with
    {
        Message = error.Message.Replace(unpacked, archive, StringComparison.Ordinal),
        Cause = error.Cause is null ? null : InTermsOf(archive, unpacked, error.Cause),
    };

    private async Task<Result<ImmutableArray<Image>>> LoadDirectoryAsync(string directory, ImageReference? name, CancellationToken cancellationToken)
    {
        Diagnostic? failure;
        if (DockerArchive.IsOne(directory) && !File.Exists(Path.Combine(directory, "index.json")))
        {
            return await LoadDockerArchiveAsync(new DockerArchive(directory), name, cancellationToken);
        }

        if (!(await OciLayout.OpenAsync(directory, cancellationToken)).TryGet(out var layout, out failure)) return failure;
        if (!(await layout.FindImageAsync(cancellationToken)).TryGet(out var manifest, out failure)) return failure;
        name ??= OciLayout.NameOf(manifest);
        if (!(await AddAsync(layout, manifest, name?.ToString() ?? manifest.Digest!, null, null, cancellationToken)).TryGet(out var image, out failure)) return failure;
        if (name is not null && await references.SetAsync([(name.ToString(), image.Digest)], cancellationToken) is { } notNamed) return notNamed;
        return ImmutableArray.Create(image);
    }

    private async Task<Result<ImmutableArray<Image>>> LoadDockerArchiveAsync(DockerArchive archive, ImageReference? name, CancellationToken cancellationToken)
    {
        if (!(await archive.ReadAsync(cancellationToken)).TryGet(out var entries, out var failure)) return failure;
        if (name is not null && entries.Length != 1)
        {
            return new Diagnostic(ImageRules.NoSingleImage, $"the archive has {entries.Length} images, which cannot all be called {name}") { Fix = "load it without a name" };
        }

        // All names are read before anything is taken in, so that a bad one leaves nothing behind.
        var wanted = new List<(DockerArchiveImage Entry, List<ImageReference?> Names)>();
        foreach (var entry in entries)
        {
            var names = new List<ImageReference?>();
            if (name is not null) names.Add(name);
            foreach (var tag in name is null ? entry.Tags : [])
            {
                if (!ImageReference.Parse(tag).TryGet(out var reference, out failure)) return failure;
                names.Add(reference);
            }

            wanted.Add((entry, names));
        }

        // Names come last, and together: an archive whose last image is broken leaves none.
        var images = ImmutableArray.CreateBuilder<Image>();
        var meanings = new List<(string, Digest)>();
        foreach (var (entry, names) in wanted)
        {
            if (!(await AddAsync(entry.Config, entry.Layers, names.FirstOrDefault()?.ToString(), cancellationToken)).TryGet(out var image, out failure)) return failure;
            meanings.AddRange(names.Select(n => (n!.ToString(), image.Digest)));
            images.AddRange(names.Select(n => image with { Name = n!.ToString() }).DefaultIfEmpty(image));
        }

        return await references.SetAsync(meanings, cancellationToken) is { } notNamed ? notNamed : images.ToImmutable();
    }

    /// <summary>Takes in an image that has no manifest yet.</summary>
    private async Task<Result<Image>> AddAsync(byte[] config, ImmutableArray<(Digest Diff, string File)> files, string? name, CancellationToken cancellationToken)
    {
        var manifest = ImageDocuments.WriteManifest(config, files.Select(f => f.Diff));
        if (await leases.KeepAsync([.. files.Select(f => f.Diff), Digest.Of(config), Digest.Of(manifest)], cancellationToken) is { } notKept) return notKept;
        foreach (var (diff, file) in files)
        {
            if (await layers.EnsureAsync(diff, null, () => Task.FromResult<Stream?>(File.OpenRead(file)), cancellationToken) is { } refused) return refused;
        }

        if (!(await blobs.WriteAsync(config, cancellationToken)).TryGet(out _, out var failure)) return failure;
        if (!(await blobs.WriteAsync(manifest, cancellationToken)).TryGet(out var digest, out failure)) return failure;
        return await AddAsync(new StoredContent(blobs), new OciDescriptor { Digest = digest.ToString() }, name ?? digest.ToString(), null, null, cancellationToken);
    }

    /// <summary>Takes an image in, or finds that it is here.</summary>
    private async Task<Result<Image>> AddAsync(IImageContent content, OciDescriptor descriptor, string name, ImagePlatform? platform, IPullProgress? progress, CancellationToken cancellationToken)
    {
        // What is in the store was checked when it came in, and may be here although the layout lost it.
        content = new StoredContent(blobs, content);
        if (!(await ImageDocuments.FindManifestAsync(content, descriptor, platform ?? ImagePlatform.Machine, name, cancellationToken)).TryGet(out var way, out var failure)) return failure;
        if (await leases.KeepAsync(way.Select(d => Digest.Of(d)), cancellationToken) is { } notKept) return notKept;
        var digest = Digest.Of(way[^1]);
        if (!known.TryGetValue(digest, out var image))
        {
            if (!(await ImageDocuments.ReadImageAsync(content, way[^1], cancellationToken)).TryGet(out var documents, out failure)) return failure;
            if (Misfit(documents, name, platform) is { } misfit) return misfit;
            if (await leases.KeepAsync([Digest.Of(documents.ConfigJson), .. documents.Layers.Select(l => l.Diff)], cancellationToken) is { } unkept) return unkept;
            if (await AddLayersAsync(content, documents, digest, name, progress, cancellationToken) is { } refused) return refused;

            // The manifest comes last: where it is, all it names is there.
            if (!(await blobs.WriteAsync(documents.ConfigJson, cancellationToken)).TryGet(out _, out failure)) return failure;
            image = known[digest] = new Image(name, digest, documents.Config, [.. documents.Layers.Select(l => l.Diff)]);
        }

        foreach (var document in way.Reverse())
        {
            if (!(await blobs.WriteAsync(document, cancellationToken)).TryGet(out _, out failure)) return failure;
        }

        return image with { Name = name };
    }

    private static Diagnostic? Misfit(ImageParts image, string name, ImagePlatform? platform) =>
        platform is not null && image.Architecture is { Length: > 0 } other && other != platform.Architecture
            ? new Diagnostic(ImageRules.NoSingleImage, $"{name} has no image for {platform}") { Expected = $"{ImagePlatform.Os}/{other}" }
            : null;

    private async Task<Diagnostic?> AddLayersAsync(IImageContent content, ImageParts image, Digest manifest, string name, IPullProgress? progress, CancellationToken cancellationToken)
    {
        var wanted = image.Layers.DistinctBy(l => l.Diff).Where(l => !layers.Contains(l.Diff)).ToList();
        if (NoRoom(wanted) is { } full) return full;
        if (progress is not null && ImageReference.Parse(name) is { IsOk: true } reference)
        {
            progress.Report(new PullStep.Resolved(reference.Value, manifest, [.. wanted.Select(l => (l.Blob, l.Packed.Size))], image.Layers.Length - wanted.Count));
        }

        // The first failure stops the others, and is the one that is told.
        Diagnostic? failure = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop.Token }, async (layer, token) =>
            {
                if (await layers.EnsureAsync(layer.Diff, layer.Blob, () => content.OpenAsync(layer.Packed, token), token) is { } refused)
                {
                    Interlocked.CompareExchange(ref failure, refused, null);
                    await stop.CancelAsync();
                }
                else
                {
                    progress?.Report(new PullStep.LayerDone(layer.Blob, layer.Packed.Size));
                }
            });
        }
        catch (OperationCanceledException) when (failure is not null && !cancellationToken.IsCancellationRequested)
        {
            return failure;
        }

        return failure;
    }

    private Diagnostic? NoRoom(List<ImageLayer> wanted)
    {
        // Sums that overflow are too large as well.
        var bytes = wanted.Aggregate(0L, (sum, l) => sum + Math.Min(l.Packed.Size, long.MaxValue - sum));
        if (bytes == 0) return null;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return bytes < free ? null : new Diagnostic(ImageRules.TooLarge, $"the layers to fetch have {bytes >> 20} MiB, and the disk that holds {folder} has room for {free >> 20} MiB") { Fix = "make room: operon image prune removes what no image needs" };
    }
}

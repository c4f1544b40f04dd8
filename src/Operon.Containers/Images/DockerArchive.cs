using System.Collections.Immutable;
using Operon.Content;
using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>An unpacked archive as <c>docker save</c> writes it: <c>manifest.json</c>, configurations, plain layers.</summary>
internal sealed class DockerArchive
{
    private readonly string directory;

    public DockerArchive(string directory) => this.directory = directory;

    /// <summary>Whether a directory is one.</summary>
    public static bool IsOne(string directory) => File.Exists(Path.Combine(directory, "manifest.json"));

    /// <summary>Its images.</summary>
    public async Task<Result<ImmutableArray<DockerArchiveImage>>> ReadAsync(CancellationToken cancellationToken)
    {
        var json = await ReadAsync("manifest.json", cancellationToken);
        if (!json.TryGet(out var bytes, out var failure)) return failure;
        if (!ImageDocuments.Parse(bytes, OciDocuments.Default.DockerArchiveEntryArray, "manifest.json").TryGet(out var entries, out failure)) return failure;

        var images = ImmutableArray.CreateBuilder<DockerArchiveImage>(entries.Length);
        foreach (var entry in entries)
        {
            var config = await ReadAsync(entry.Config ?? "", cancellationToken);
            if (!config.TryGet(out var configBytes, out failure)) return failure;
            if (!ImageDocuments.Parse(configBytes, OciDocuments.Default.OciConfig, "configuration").TryGet(out var parsed, out failure)) return failure;

            var files = entry.Layers ?? [];
            var diffs = parsed.RootFs?.DiffIds ?? [];
            if (files.Length != diffs.Length) return ImageDocuments.Invalid($"manifest.json has {files.Length} layers, the configuration {diffs.Length}");

            var layers = ImmutableArray.CreateBuilder<(Digest, string)>(files.Length);
            foreach (var (file, text) in files.Zip(diffs))
            {
                if (!Digest.TryParse(text, out var diff)) return ImageDocuments.Invalid($"'{text}' in the configuration is no sha256 digest");
                if (PathOf(file) is not { } path) return ImageDocuments.Invalid($"the layer '{file}' is not in the archive");
                layers.Add((diff, path));
            }

            images.Add(new DockerArchiveImage(configBytes, [.. entry.RepoTags ?? []], layers.MoveToImmutable()));
        }

        return images.MoveToImmutable();
    }

    private async Task<Result<byte[]>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (PathOf(name) is not { } path) return ImageDocuments.Invalid($"'{name}' is not in the archive");
        await using var file = File.OpenRead(path);
        return await ImageDocuments.ReadAsync(file, name, cancellationToken);
    }

    /// <summary>A file of the archive, which may be a link to another of its files but to nothing outside.</summary>
    private string? PathOf(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal)) return null;
        var inside = Path.GetFullPath(directory) + "/";
        var path = Path.GetFullPath(Path.Combine(inside, name));
        if (!path.StartsWith(inside, StringComparison.Ordinal) || FileStatus.Find(path) != FileKind.File) return null;
        var final = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        return final.StartsWith(inside, StringComparison.Ordinal) ? final : null;
    }
}

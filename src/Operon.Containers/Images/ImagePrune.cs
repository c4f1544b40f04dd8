using System.Runtime.Versioning;
using Operon.Content;
using Operon.Content.Blobs;
using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>Removes what no reference leads to and no live process uses.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ImagePrune(BlobStore blobs, LayerStore layers, ReferenceTable references, ImageLeases leases, TimeProvider time)
{
    /// <summary>Does it.</summary>
    public async Task<Result<PruneResult>> RunAsync(CancellationToken cancellationToken)
    {
        if (!(await StoreLock.TakeAsync(leases.PruneLock, time, cancellationToken)).TryGet(out var held, out var failure)) return failure;
        using (held)
        {
            try
            {
                var (used, inUse) = leases.Read();
                if (!references.Read().TryGet(out var table, out failure)) return failure;
                foreach (var root in table.Values.Distinct().ToList())
                {
                    if (await AddAsync(new OciDescriptor { Digest = root.ToString() }, used, 0, cancellationToken) is { } broken) return broken;
                }

                var (images, removed) = (0, 0);
                foreach (var blob in blobs.List().Where(b => !used.Contains(b)).ToList())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (await IsManifestAsync(blob, cancellationToken)) images++;
                    blobs.Remove(blob);
                }

                foreach (var layer in layers.List().Where(l => !used.Contains(l)).ToList())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (layers.Remove(layer) is { } notRemoved) return notRemoved;
                    removed++;
                }

                layers.RemoveLocks();

                // What processes that were killed left half written; who writes holds a lease.
                if (!inUse) blobs.RemoveUnfinished();
                return new PruneResult(images, removed);
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return new Diagnostic(ImageRules.StoreFailed, $"the image store cannot be pruned: {FileFailure.Reason(e)}");
            }
        }
    }

    /// <summary>Adds all that a manifest or index leads to, as far as it is here.</summary>
    private async Task<Diagnostic?> AddAsync(OciDescriptor document, HashSet<Digest> used, int depth, CancellationToken cancellationToken)
    {
        if (!Digest.TryParse(document.Digest, out var digest) || !used.Add(digest) || depth > 4 || !blobs.Contains(digest)) return null;
        if (!(await ImageDocuments.ReadAsync(new StoredContent(blobs), document with { Size = 0 }, "manifest", cancellationToken)).TryGet(out var json, out var failure)) return failure;
        if (!ImageDocuments.Parse(json, OciDocuments.Default.OciManifest, "manifest").TryGet(out var manifest, out failure)) return failure;
        foreach (var child in manifest.Manifests ?? [])
        {
            if (await AddAsync(child, used, depth + 1, cancellationToken) is { } broken) return broken;
        }

        if (manifest.Config is null || !Digest.TryParse(manifest.Config.Digest, out var config) || !used.Add(config) || !blobs.Contains(config)) return null;
        if (!(await ImageDocuments.ReadAsync(new StoredContent(blobs), manifest.Config, "configuration", cancellationToken)).TryGet(out json, out failure)) return failure;
        if (!ImageDocuments.Parse(json, OciDocuments.Default.OciConfig, "configuration").TryGet(out var parsed, out failure)) return failure;
        foreach (var text in parsed.RootFs?.DiffIds ?? [])
        {
            if (Digest.TryParse(text, out var layer)) used.Add(layer);
        }

        return null;
    }

    private async Task<bool> IsManifestAsync(Digest blob, CancellationToken cancellationToken) =>
        (await ImageDocuments.ReadAsync(new StoredContent(blobs), new OciDescriptor { Digest = blob.ToString() }, "manifest", cancellationToken)).TryGet(out var json, out _)
        && ImageDocuments.Parse(json, OciDocuments.Default.OciManifest, "manifest") is { IsOk: true, Value.Layers: not null };
}

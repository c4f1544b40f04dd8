using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Operon.Content;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>Unpacked layers, one directory each, named by the digest of the uncompressed layer. Complete or not there.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LayerStore
{
    private readonly string folder;
    private readonly ConcurrentDictionary<Digest, SemaphoreSlim> unpacking = new();

    public LayerStore(string folder) => this.folder = folder;

    /// <summary>Where the layer lies, or would.</summary>
    public string PathOf(Digest diff) => Path.Combine(folder, diff.Hex);

    /// <summary>Whether the layer is unpacked.</summary>
    public bool Contains(Digest diff) => Directory.Exists(PathOf(diff));

    /// <summary>Makes sure that a layer is unpacked; of several callers one does it and the others wait.</summary>
    /// <param name="diff">Which layer.</param>
    /// <param name="blob">The digest its archive must have.</param>
    /// <param name="open">Opens the archive; null when it is not there.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Diagnostic?> EnsureAsync(Digest diff, Digest blob, Func<Stream?> open, CancellationToken cancellationToken)
    {
        if (Contains(diff)) return null;
        var turn = unpacking.GetOrAdd(diff, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return Contains(diff) ? null : await UnpackAsync(diff, blob, open, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Diagnostic?> UnpackAsync(Digest diff, Digest blob, Func<Stream?> open, CancellationToken cancellationToken)
    {
        var partial = Path.Combine(folder, $"{diff.Hex}.partial");
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        try
        {
            if (open() is not { } archive) return new Diagnostic(ImageRules.MissingContent, $"the layer {blob} is missing");

            Directory.CreateDirectory(partial);
            var unpacked = await LayerUnpacker.UnpackAsync(archive, partial, cancellationToken);
            if (!unpacked.TryGet(out var digests, out var failure)) return failure;
            if (digests.Blob != blob) return new Diagnostic(ImageRules.DigestMismatch, $"the layer {blob} has the digest {digests.Blob}");
            if (digests.Diff != diff) return new Diagnostic(ImageRules.DigestMismatch, $"the layer {blob} unpacks to {digests.Diff}, not to {diff}");

            Directory.Move(partial, PathOf(diff));
            return null;
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }
}

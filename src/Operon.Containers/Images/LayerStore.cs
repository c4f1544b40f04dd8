using System.Runtime.Versioning;
using Operon.Content;
using Operon.Host.Files;
using Operon.Host.Owners;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>Unpacked layers, one directory each, named by the digest of the uncompressed layer. Complete or not there.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LayerStore
{
    private const string PartialSuffix = ".partial";
    private const string LockSuffix = ".lock";
    private readonly string folder;
    private readonly TimeProvider time;
    private readonly UnpackLimits limits = new();

    private readonly Reaper? reaper;

    public LayerStore(string folder, TimeProvider time, Reaper? reaper)
    {
        this.folder = folder;
        this.time = time;
        this.reaper = reaper;
    }

    /// <summary>Where the layer lies, or would.</summary>
    public string PathOf(Digest diff) => Path.Combine(folder, diff.Hex);

    /// <summary>Whether the layer is unpacked.</summary>
    public bool Contains(Digest diff) => Directory.Exists(PathOf(diff));

    /// <summary>All unpacked layers.</summary>
    public IEnumerable<Digest> List()
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var path in Directory.EnumerateDirectories(folder))
        {
            if (Digest.TryParseHex(Path.GetFileName(path), out var digest)) yield return digest;
        }
    }

    /// <summary>Removes a layer. It is gone at once and whole, whatever happens while its files are removed.</summary>
    public Diagnostic? Remove(Digest diff)
    {
        var away = Partial();
        if (!WorkFolder.Create(away, reaper).TryGet(out var work, out var failure)) return failure;
        using (work) Directory.Move(PathOf(diff), Path.Combine(away, diff.Hex));
        return null;
    }

    /// <summary>Removes lock files that nobody holds any more.</summary>
    public void RemoveLocks()
    {
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateFiles(folder, "*" + LockSuffix))
        {
            if (!OwnerLock.Acquire(path, OwnerIdentity.Current()).TryGet(out var held, out _)) continue;
            using (held) File.Delete(path);
        }
    }

    /// <summary>Makes sure that a layer is unpacked; of several callers and processes one does it and the others wait.</summary>
    /// <param name="diff">Which layer.</param>
    /// <param name="blob">The digest its archive must have; null when nobody says.</param>
    /// <param name="open">Opens the archive; null when it is not there. May throw <see cref="ContentException"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Diagnostic?> EnsureAsync(Digest diff, Digest? blob, Func<Task<Stream?>> open, CancellationToken cancellationToken)
    {
        if (Contains(diff)) return null;
        if (!(await StoreLock.TakeAsync(PathOf(diff) + LockSuffix, time, cancellationToken)).TryGet(out var held, out var failure)) return failure;
        using (held)
        {
            try
            {
                if (Contains(diff)) return null;
                if (await open() is not { } archive) return new Diagnostic(ImageRules.MissingContent, $"the layer {blob ?? diff} is missing");
                return (await UnpackAsync(archive, Partial(), blob, diff, null, cancellationToken)).Error;
            }
            catch (ContentException e)
            {
                return e.Diagnostic;
            }
            finally
            {
                File.Delete(PathOf(diff) + LockSuffix);
            }
        }
    }

    /// <summary>Unpacks a layer of which nothing is known yet.</summary>
    /// <param name="archive">The archive; closed afterwards.</param>
    /// <param name="found">Is told its digest, before it can be found.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The digest of the uncompressed layer.</returns>
    public Task<Result<Digest>> AddAsync(Stream archive, Func<Digest, Task<Diagnostic?>> found, CancellationToken cancellationToken) =>
        UnpackAsync(archive, Partial(), null, null, found, cancellationToken);

    private string Partial() => Path.Combine(folder, Guid.NewGuid().ToString("N") + PartialSuffix);

    private async Task<Result<Digest>> UnpackAsync(Stream archive, string partial, Digest? blob, Digest? diff, Func<Digest, Task<Diagnostic?>>? found, CancellationToken cancellationToken)
    {
        try
        {
            await using var closed = archive;
            if (!WorkFolder.Create(partial, reaper).TryGet(out var work, out var notOurs)) return notOurs;
            using var ours = work;
            var unpacked = await LayerUnpacker.UnpackAsync(archive, partial, limits, cancellationToken);
            if (!unpacked.TryGet(out var digests, out var failure)) return failure;
            if (blob is { } packed && digests.Blob != packed) return new Diagnostic(ImageRules.DigestMismatch, $"the layer {packed} has the digest {digests.Blob}");
            if (diff is { } wanted && digests.Diff != wanted) return new Diagnostic(ImageRules.DigestMismatch, $"a layer unpacks to {digests.Diff}, not to {wanted}");

            if (found is not null && await found(digests.Diff) is { } refused) return refused;

            // A directory of that name is the same layer: one that was there before, or that somebody else was faster with.
            if (!Contains(digests.Diff)) Directory.Move(partial, PathOf(digests.Diff));
            return digests.Diff;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return new Diagnostic(ImageRules.StoreFailed, $"cannot unpack a layer to {folder}: {FileFailure.Reason(e)}");
        }
    }
}

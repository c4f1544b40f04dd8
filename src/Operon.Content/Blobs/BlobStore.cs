using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Content.Blobs;

/// <summary>
/// A folder of immutable files named by the SHA-256 of their content. A blob is there whole or not at all, also when
/// several processes write the same one or the power fails.
/// </summary>
public sealed class BlobStore
{
    private readonly string folder;
    private readonly string incoming;

    /// <summary>Opens a store, whose folder may not exist yet.</summary>
    /// <param name="root">Absolute path; blobs lie in <c>sha256/</c> below it.</param>
    public BlobStore(string root)
    {
        folder = Path.Combine(root, "sha256");
        incoming = Path.Combine(root, "incoming");
    }

    /// <summary>Where the blob lies, or would.</summary>
    public string PathOf(Digest digest) => Path.Combine(folder, digest.Hex);

    /// <summary>Whether the blob is there.</summary>
    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Opens a blob.</summary>
    /// <returns>The stream; null when there is no such blob.</returns>
    public Stream? TryOpen(Digest digest)
    {
        try
        {
            return File.OpenRead(PathOf(digest));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes a blob and gives its digest and size.</summary>
    /// <param name="content">Read to its end.</param>
    /// <param name="expected">Where given, other content is refused and not kept.</param>
    /// <param name="cancellationToken">Stops; nothing is kept then.</param>
    /// <returns>Digest and number of bytes, or <see cref="ContentRules.DigestMismatch"/>, or <see cref="ContentRules.StoreFailed"/>.</returns>
    public async Task<Result<(Digest Digest, long Size)>> WriteAsync(Stream content, Digest? expected, CancellationToken cancellationToken)
    {
        var partial = Path.Combine(incoming, Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(folder);
            Directory.CreateDirectory(incoming);
            await using var digesting = new DigestingStream(content);
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: false))
            {
                await digesting.CopyToAsync(file, cancellationToken);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            var size = digesting.Count;
            var digest = await digesting.FinishAsync(cancellationToken);
            if (expected is { } wanted && digest != wanted)
            {
                return new Diagnostic(ContentRules.DigestMismatch, $"content with digest {digest} was given for {wanted}");
            }

            File.Move(partial, PathOf(digest), overwrite: true);
            return (digest, size);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new Diagnostic(ContentRules.StoreFailed, $"cannot write content to {folder}: {e.Message}");
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Writes bytes that are in memory.</summary>
    public async Task<Result<Digest>> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var digest = Digest.Of(content.Span);
        if (Contains(digest)) return digest;
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        var written = await WriteAsync(stream, digest, cancellationToken);
        return written.TryGet(out _, out var failure) ? digest : failure;
    }

    /// <summary>All blobs.</summary>
    public IEnumerable<Digest> List()
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (Digest.TryParseHex(Path.GetFileName(file), out var digest)) yield return digest;
        }
    }

    /// <summary>Removes what was begun and never finished. Nobody may be writing.</summary>
    public void RemoveUnfinished()
    {
        if (!Directory.Exists(incoming)) return;
        foreach (var file in Directory.EnumerateFiles(incoming)) File.Delete(file);
    }

    /// <summary>Removes a blob; one that is not there is no error.</summary>
    public void Remove(Digest digest) => File.Delete(PathOf(digest));
}

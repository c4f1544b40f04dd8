using System.Runtime.Versioning;
using System.Text;
using Operon.Content;
using Operon.Host.Files;
using Operon.Host.Owners;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>
/// Tells others what this process uses of a store, so that a prune leaves it: a file of digests beside a lock that ends with the
/// process. Whoever uses something writes it down first, then waits for a prune that is going on, and only then looks whether
/// it is there; a prune takes its lock first and only then reads what is written down. So one of the two always sees the other.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ImageLeases : IDisposable
{
    private const string Name = "kept";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly string folder;
    private readonly TimeProvider time;
    private readonly Reaper? reaper;
    private readonly Lock gate = new();
    private readonly HashSet<Digest> kept = [];
    private WorkFolder? own;
    private FileStream? list;

    public ImageLeases(string folder, TimeProvider time, Reaper? reaper)
    {
        this.reaper = reaper;
        this.folder = folder;
        this.time = time;
    }

    /// <summary>Held while a prune goes on.</summary>
    public string PruneLock => Path.Combine(folder, "prune.lock");

    private string Parent => Path.Combine(folder, "leases");

    /// <summary>Keeps manifests, configurations and layers from now on until this object is disposed of.</summary>
    /// <exception cref="IOException">It cannot be written down.</exception>
    public async Task<Diagnostic?> KeepAsync(IEnumerable<Digest> digests, CancellationToken cancellationToken)
    {
        if (WriteDown(digests) is { } failure) return failure;
        while (OwnerLock.IsHeld(PruneLock)) await Task.Delay(Poll, time, cancellationToken);
        return null;
    }

    /// <summary>What live processes keep, this one included.</summary>
    /// <returns>The digests, and whether there is any such process.</returns>
    public (HashSet<Digest> Digests, bool Any) Read()
    {
        var all = new HashSet<Digest>();
        var any = false;
        foreach (var path in WorkFolder.Alive(Parent))
        {
            any = true;
            try
            {
                using var reader = new StreamReader(new FileStream(Path.Combine(path, Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
                while (reader.ReadLine() is { } line)
                {
                    if (Digest.TryParse(line, out var digest)) all.Add(digest);
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // It has nothing written down yet, or has just let go of all of it.
                continue;
            }
        }

        return (all, any);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            list?.Dispose();
            own?.Dispose();
            (list, own) = (null, null);
        }
    }

    private Diagnostic? WriteDown(IEnumerable<Digest> digests)
    {
        lock (gate)
        {
            var lines = new StringBuilder();
            foreach (var digest in digests)
            {
                if (kept.Add(digest)) lines.Append(digest.ToString()).Append('\n');
            }

            if (lines.Length == 0) return null;
            if (list is null)
            {
                var path = Path.Combine(Parent, Guid.NewGuid().ToString("N"));
                if (PrivateFolder.Create(folder) is { } notMade) return notMade;
                if (!WorkFolder.Create(path, reaper).TryGet(out own, out var failure)) return failure;
                list = new FileStream(Path.Combine(path, Name), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            }

            list.Write(Encoding.ASCII.GetBytes(lines.ToString()));
            return null;
        }
    }
}

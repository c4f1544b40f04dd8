using System.Runtime.Versioning;
using Operon.Host;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Text;

namespace Operon.Containers.Images;

/// <summary>
/// A folder that is filled and then moved away or removed. Its owner holds a lock beside it, so what owners that were killed left behind is
/// told from what is being filled, and goes when the next one comes.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class WorkFolder : IDisposable
{
    private const string LockSuffix = ".owner";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string path;
    private readonly OwnerLock held;
    private readonly IDisposable? entrusted;

    private WorkFolder(string path, OwnerLock held, IDisposable? entrusted)
    {
        this.path = path;
        this.held = held;
        this.entrusted = entrusted;
    }

    /// <summary>Makes the folder, empty, and removes those beside it whose owners are dead.</summary>
    /// <param name="path">Nobody else's, not even after the death of this process: the reaper removes it then.</param>
    /// <param name="reaper">Removes it at once when this process is killed; null leaves that to the next who comes.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static Result<WorkFolder> Create(string path, Reaper? reaper)
    {
        var parent = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(parent);

        // Before there is anything: this process may be killed at any moment.
        var cleanUp = reaper?.Entrust($"rm -rf -- {Reaper.Quote(path)} {Reaper.Quote(path + LockSuffix)}");
        if (!Acquire(path + LockSuffix).TryGet(out var held, out var failure))
        {
            cleanUp?.Dispose();
            return failure;
        }

        var made = new WorkFolder(path, held, cleanUp);
        try
        {
            foreach (var other in Directory.EnumerateFiles(parent, "*" + LockSuffix)) RemoveDead(other);
            FolderTree.Remove(path);
            Directory.CreateDirectory(path);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Removes what is still there of it.</summary>
    public void Dispose()
    {
        // The lock goes last: a folder without one would stay for ever.
        using (held)
        {
            FolderTree.Remove(path);
            File.Delete(held.Path);
            entrusted?.Dispose();
        }
    }

    /// <summary>The folders in a folder whose owners live.</summary>
    public static IEnumerable<string> Alive(string parent) => Directory.Exists(parent)
        ? Directory.EnumerateFiles(parent, "*" + LockSuffix).Where(OwnerLock.IsHeld).Select(l => l[..^LockSuffix.Length])
        : [];

    // Who removes what dead ones left may take a lock that has just been made, for a moment.
    private static Result<OwnerLock> Acquire(string lockPath)
    {
        var taken = OwnerLock.Acquire(lockPath, OwnerIdentity.Current());
        if (!taken.IsOk) SpinWait.SpinUntil(() => (taken = OwnerLock.Acquire(lockPath, OwnerIdentity.Current())).IsOk || taken.Error!.Rule != HostRules.LockHeld, Patience);
        return taken;
    }

    private static void RemoveDead(string lockPath)
    {
        if (OwnerLock.IsHeld(lockPath) || !OwnerLock.Acquire(lockPath, OwnerIdentity.Current()).TryGet(out var taken, out _)) return;
        using var dead = new WorkFolder(lockPath[..^LockSuffix.Length], taken, null);
    }
}

using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Text;

namespace Operon.Containers.Oci;

/// <summary>
/// Where the containers of one engine have their folders. A lock beside it tells whether the engine lives. What a killed
/// one left is removed by its reaper, and where that was killed too, by the next engine that starts.
/// </summary>
/// <remarks>
/// Only what containers write lies there on the disk. What the OCI runtime reads and writes, a dozen small files for each container, lies in
/// memory: to make and remove a file takes ext4 up to half a millisecond where many were removed in the last minute.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class EngineFolder : IDisposable
{
    private const string LockSuffix = ".lock";

    // A thousand containers, thrice over.
    private const long LeastMemory = 256L << 20;

    private readonly OwnerLock owner;
    private readonly MemoryFolder? memory;
    private readonly IDisposable[] entrusted;

    private EngineFolder(string path, OwnerLock owner, MemoryFolder? memory, Cgroups group, IDisposable[] entrusted)
    {
        Path = path;
        this.owner = owner;
        this.memory = memory;
        Group = group;
        this.entrusted = entrusted;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The control group of its containers.</summary>
    public Cgroups Group { get; }

    /// <summary>Makes one for this engine. The lock is there before the folder, so nobody takes it for a dead one's.</summary>
    public static Result<EngineFolder> Create(string parent, Reaper reaper)
    {
        Directory.CreateDirectory(parent);
        var path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N"));
        var group = new Cgroups(System.IO.Path.GetFileName(path));

        // Before there is anything: this process may be killed at any moment. The last is removed first: as long as the lock is
        // there, the next engine knows that there is something to remove.
        IDisposable[] cleanUp = [reaper.EntrustPath(path + LockSuffix), reaper.EntrustPath(path), group.EntrustTo(reaper)];
        if (!OwnerLock.Acquire(path + LockSuffix, OwnerIdentity.Current()).TryGet(out var owner, out var failure))
        {
            foreach (var item in cleanUp) item.Dispose();
            return failure;
        }

        Directory.CreateDirectory(path);
        return new EngineFolder(path, owner, MakeMemory(System.IO.Path.GetFileName(path), reaper), group, cleanUp);
    }

    /// <summary>The bundle of a container, not made yet.</summary>
    public Bundle BundleOf(string id) => new(System.IO.Path.Combine(memory?.Path ?? Path, id), Group, System.IO.Path.Combine(Path, id));

    /// <summary>Removes what dead engines left: control groups and folders. Their processes and mounts have ended with their holder.</summary>
    public static void RemoveLeftovers(string parent)
    {
        foreach (var lockFile in Directory.EnumerateFiles(parent, "*" + LockSuffix))
        {
            // One that starts or cleans at this moment holds it.
            var taken = OwnerLock.Acquire(lockFile, OwnerIdentity.Current());
            if (!taken.IsOk) continue;
            using var dead = taken.Value;
            try
            {
                var folder = lockFile[..^LockSuffix.Length];
                new Cgroups(System.IO.Path.GetFileName(folder)).RemoveAll();
                FolderTree.Remove(folder);
                File.Delete(lockFile);
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                // What a dead engine left must not keep this one from its work; the next tries again.
                continue;
            }
        }
    }

    // Null: the disk must do.
    private static MemoryFolder? MakeMemory(string id, Reaper reaper)
    {
        try
        {
            if (new DriveInfo(MemoryFolder.FileSystem).AvailableFreeSpace < LeastMemory) return null;
            return MemoryFolder.Create(MemoryFolder.DefaultParent, id, reaper) is { IsOk: true } made ? made.Value : null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    /// <summary>Removes the folder with its lock.</summary>
    public void Dispose()
    {
        try
        {
            Group.RemoveAll();
            FolderTree.Remove(Path);
            memory?.Dispose();
            File.Delete(owner.Path);
            foreach (var item in entrusted) item.Dispose();
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // The reaper removes what could not be removed now.
            return;
        }
        finally
        {
            owner.Dispose();
        }
    }
}

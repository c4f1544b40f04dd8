using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Text;

namespace Operon.Containers.Oci;

/// <summary>
/// Where the containers of one engine have their folders. A lock beside it tells whether the engine lives; what a
/// dead one left is removed by the next that starts.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class EngineFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private readonly OwnerLock owner;

    private EngineFolder(string path, OwnerLock owner)
    {
        Path = path;
        this.owner = owner;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes one for this engine. The lock is there before the folder, so nobody takes it for a dead one's.</summary>
    public static Result<EngineFolder> Create(string parent)
    {
        Directory.CreateDirectory(parent);
        var path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N"));
        if (!OwnerLock.Acquire(path + LockSuffix, OwnerIdentity.Current()).TryGet(out var owner, out var failure)) return failure;
        Directory.CreateDirectory(path);
        return new EngineFolder(path, owner);
    }

    /// <summary>Removes what dead engines left: processes, runtime state, control groups and folders.</summary>
    public static async Task RemoveLeftoversAsync(string parent, OciProgram program, MountThread mounts)
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
                if (Directory.Exists(folder)) await RemoveContainersAsync(folder, program, mounts);
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

    /// <summary>Ends the containers that have folders in an engine's folder.</summary>
    public static async Task RemoveContainersAsync(string folder, OciProgram program, MountThread mounts)
    {
        foreach (var container in Directory.EnumerateDirectories(folder)) await RemoveContainerAsync(new Bundle(container), program, mounts);
    }

    /// <summary>Removes the folder with its lock.</summary>
    public void Dispose()
    {
        try
        {
            FolderTree.Remove(Path);
            File.Delete(owner.Path);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // The next engine removes what could not be removed now.
            return;
        }
        finally
        {
            owner.Dispose();
        }
    }

    private static async Task RemoveContainerAsync(Bundle bundle, OciProgram program, MountThread mounts)
    {
        var id = System.IO.Path.GetFileName(bundle.Folder);
        if (bundle.ReadPid() is { } pid && Cgroups.Holds(id, pid)) Signals.TrySend(pid, Signals.Kill);
        if (Directory.Exists(bundle.State)) await OciContainer.DeleteAsync(program, bundle, id, mounts);
        Cgroups.Remove(id);
    }
}

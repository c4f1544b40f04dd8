using System.Globalization;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Host.Files;

/// <summary>
/// A folder on a file system in memory, for what must not reach a disk. It lies in a folder that belongs to the user alone (mode
/// 0700): one that somebody else has put there, or a link, is refused. A lock beside it tells whether its process lives; what
/// dead ones left is removed when the next one is made.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class MemoryFolder : IDisposable
{
    private const string LockSuffix = ".lock";

    private readonly OwnerLock owner;
    private readonly IDisposable[] entrusted;

    private MemoryFolder(string path, OwnerLock owner, IDisposable[] entrusted)
    {
        Path = path;
        this.owner = owner;
        this.entrusted = entrusted;
    }

    /// <summary>The file system in memory that every Linux has.</summary>
    public const string FileSystem = "/dev/shm";

    /// <summary>Where the folders of this user lie.</summary>
    public static string DefaultParent => string.Create(CultureInfo.InvariantCulture, $"{FileSystem}/operon-{UserNamespace.RealUser}");

    /// <summary>The folder; mode 0700.</summary>
    public string Path { get; }

    /// <summary>Makes a folder.</summary>
    /// <param name="parent">Where; made with mode 0700 if it is missing.</param>
    /// <param name="id">Its name, which no other has.</param>
    /// <param name="reaper">Removes it at once when this process is killed; null leaves that to the next who comes.</param>
    /// <returns>The folder, or <see cref="HostRules.NotPrivate"/>, <see cref="HostRules.FileFailed"/>, <see cref="HostRules.LockHeld"/>.</returns>
    public static Result<MemoryFolder> Create(string parent, string id, Reaper? reaper = null)
    {
        try
        {
            Directory.CreateDirectory(parent, PrivateFolder.Mode);
            if (FileStatus.WhyNotPrivate(parent) is { } why)
            {
                return new Diagnostic(HostRules.NotPrivate, $"{parent} cannot hold secrets: {why}")
                {
                    Expected = "a folder of this user with mode 0700",
                    Fix = $"remove {parent}",
                };
            }

            RemoveLeftovers(parent);

            // The lock is there before the folder, so nobody takes it for a dead one's.
            var path = System.IO.Path.Combine(parent, id);
            IDisposable[] cleanUp = reaper is null ? [] : [reaper.EntrustPath(path + LockSuffix), reaper.EntrustPath(path)];
            if (!OwnerLock.Acquire(path + LockSuffix, OwnerIdentity.Current()).TryGet(out var owner, out var failure))
            {
                foreach (var item in cleanUp) item.Dispose();
                return failure;
            }

            Directory.CreateDirectory(path, PrivateFolder.Mode);
            return new MemoryFolder(path, owner, cleanUp);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("create", parent, e);
        }
    }

    /// <summary>Removes it.</summary>
    public void Dispose()
    {
        try
        {
            Remove(Path, owner.Path);
            foreach (var item in entrusted) item.Dispose();
        }
        finally
        {
            owner.Dispose();
        }
    }

    private static void RemoveLeftovers(string parent)
    {
        foreach (var lockFile in Directory.EnumerateFiles(parent, "*" + LockSuffix))
        {
            var taken = OwnerLock.Acquire(lockFile, OwnerIdentity.Current());
            if (!taken.IsOk) continue;
            using var dead = taken.Value;
            Remove(lockFile[..^LockSuffix.Length], lockFile);
        }
    }

    private static void Remove(string folder, string lockFile)
    {
        FolderTree.Remove(folder);
        File.Delete(lockFile);
    }
}

using Operon.Host.Owners;
using Operon.Text;

namespace Operon.Containers.Images;

/// <summary>Waits for a lock that other processes, and other tasks of this one, take for short.</summary>
internal static class StoreLock
{
    /// <summary>Takes the lock when it becomes free.</summary>
    /// <param name="path">The lock file; its folder is made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static Task<Result<OwnerLock>> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return OwnerLock.WaitAsync(path, OwnerIdentity.Current(), time, cancellationToken);
    }
}

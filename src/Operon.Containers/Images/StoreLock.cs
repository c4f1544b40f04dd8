using Operon.Host;
using Operon.Host.Owners;
using Operon.Text;

namespace Operon.Containers.Images;

/// <summary>Waits for a lock that other processes, and other tasks of this one, take for short.</summary>
internal static class StoreLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>Takes the lock when it becomes free.</summary>
    /// <param name="path">The lock file; its folder is made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<Result<OwnerLock>> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            var taken = OwnerLock.Acquire(path, OwnerIdentity.Current());
            if (taken.IsOk || taken.Error!.Rule != HostRules.LockHeld) return taken;
            await Task.Delay(Poll, time, cancellationToken);
        }
    }
}

using Operon.Host.Owners;

namespace Operon.Journal;

/// <summary>The process that writes a run folder.</summary>
public static class RunWriter
{
    /// <summary>Asks it to end its run, as a signal to it would.</summary>
    /// <param name="folder">The run folder.</param>
    /// <returns>Whether there is one that could be asked.</returns>
    public static bool TryStop(string folder) => OwnerLock.HolderOf(new RunFolderNames(folder).Lock)?.TryStop() == true;
}

using System.Runtime.InteropServices;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;

namespace Operon.Journal;

/// <summary>
/// What tells cheaply, without opening the journal, whether what was made from it still holds: two stamps of a run that has no writer
/// are equal as long as nothing was appended between them.
/// </summary>
/// <param name="Length">Bytes of the journal.</param>
/// <param name="ModifiedTicks">When it was last written, in ticks of 100 ns, UTC.</param>
/// <param name="HasWriter">Whether somebody writes the run now.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JournalStamp(long Length, long ModifiedTicks, bool HasWriter)
{
    /// <summary>The stamp of a run folder; null when there is no journal, or it cannot be looked at.</summary>
    public static JournalStamp? Of(string path)
    {
        var names = new RunFolderNames(path);

        // The lock first: what a writer wrote before it let go is in the length then.
        var hasWriter = OwnerLock.IsHeld(names.Lock);
        try
        {
            if (FileStatus.Find(names.Events) != FileKind.File) return null;
            var events = new FileInfo(names.Events);
            return new JournalStamp(events.Length, events.LastWriteTimeUtc.Ticks, hasWriter);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }
}

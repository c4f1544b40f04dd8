using System.Globalization;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// Remembers which state of a file was found whole, so that its bytes need not be summed up by every process: as long as the file is the same one and
/// has not been touched since, it is believed; but not across a start of the machine, since a loss of power may have taken what was not on the disk.
/// </summary>
/// <param name="path">The file, which is never written in place.</param>
/// <param name="note">Where that is noted. When it is missing, nothing is known.</param>
internal sealed class CheckedFile(string path, string note)
{
    /// <summary>Whether the file is as it was when it was found whole.</summary>
    public bool HasPassed()
    {
        try
        {
            return Stamp() is { } stamp && File.Exists(note) && File.ReadAllText(note) == stamp;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return false;
        }
    }

    /// <summary>Notes that it is whole as it is now.</summary>
    public void Pass()
    {
        try
        {
            if (Stamp() is { } stamp) File.WriteAllText(note, stamp);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // The next process checks it itself.
        }
    }

    private string? Stamp() =>
        !OperatingSystem.IsWindows() && FileStatus.Stamp(path) is var (inode, size, changed) ? string.Create(CultureInfo.InvariantCulture, $"{inode} {size} {changed.UtcTicks} {OwnerIdentity.Current().BootId}") : null;
}

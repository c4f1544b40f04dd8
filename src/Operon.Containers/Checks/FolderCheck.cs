using System.Globalization;
using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Checks;

/// <summary>Whether the data directory can carry containers.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FolderCheck : ICheck
{
    private const string Name = "data";
    private const long Scarce = 1L << 30;

    // Overlay wants names that it can mark as removed, and what is written to be there at once.
    private static readonly string[] CarriesNoOverlay = ["overlay", "nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "vfat", "exfat", "ntfs3", "ecryptfs"];

    public Task<IEnumerable<Finding>> RunAsync(Examined machine) => Task.FromResult(Find(machine));

    private static IEnumerable<Finding> Find(Examined machine)
    {
        var (type, target) = machine.FileSystemOf(machine.Folder);
        var place = $"{machine.Folder} on {type} ({target})";
        if (CarriesNoOverlay.Contains(type))
        {
            yield return new Finding(Name, place, new Diagnostic(CheckRules.UnfitFolder, $"{machine.Folder} is on {type}, which carries no root file systems of containers")
            {
                Severity = DiagnosticSeverity.Error,
                Expected = "a file system of this machine, such as ext4, xfs, btrfs or tmpfs",
                Fix = "name another directory with --data-dir or OPERON_DATA_DIR",
            });
        }
        else if (Free(target) is { } free)
        {
            var room = string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1L << 30):0.0} GiB free");
            yield return new Finding(Name, $"{place}, {room}", free >= Scarce ? null : new Diagnostic(CheckRules.UnfitFolder, $"{machine.Folder} has little room: {room}")
            {
                Fix = "make room, or name another directory with --data-dir or OPERON_DATA_DIR",
            });
        }
        else yield return new Finding(Name, place);
    }

    private static long? Free(string target)
    {
        try
        {
            return new DriveInfo(target).AvailableFreeSpace;
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is ArgumentException)
        {
            return null;
        }
    }
}

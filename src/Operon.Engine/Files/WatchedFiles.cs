using Operon.Content.Locations;
using Operon.Opspec.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Files;

/// <summary>Files that remember what was looked at through them, and can tell whether it is still so.</summary>
internal sealed class WatchedFiles(IOpFiles files, TimeProvider clock) : IOpFiles
{
    // Clocks of file systems tick every few milliseconds: what was changed that recently may change again within the same tick.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(50);

    private readonly List<(Location Location, EntryKind Kind)> found = [];
    private readonly List<(Location File, FileStamp Stamp)> read = [];
    private bool isUnsure;

    /// <summary>Whether all that was looked at is as it was then. False when that cannot be told.</summary>
    public bool AreUnchanged() =>
        !isUnsure && found.TrueForAll(f => files.Find(f.Location) == f.Kind) && read.TrueForAll(r => files.Stamp(r.File) == r.Stamp);

    public EntryKind Find(Location location)
    {
        var kind = files.Find(location);
        found.Add((location, kind));
        return kind;
    }

    public Diagnostic? Leaving(Location location) => files.Leaving(location);

    public Result<ByteString> Read(Location file)
    {
        if (files.Stamp(file) is { } stamp && clock.GetUtcNow() - stamp.Changed > Settled) read.Add((file, stamp));
        else isUnsure = true;
        return files.Read(file);
    }

    public FileStamp? Stamp(Location file) => files.Stamp(file);

    public Result<Location> CreateFile(ByteString content, bool secret) => Unsure().CreateFile(content, secret);

    public Result<Location> CreateDirectory(bool secret) => Unsure().CreateDirectory(secret);

    public Result<Location> CreateDirectoryAt(Location directory) => Unsure().CreateDirectoryAt(directory);

    public Result<Location> CreateFileAt(Location file, ByteString content, bool secret) => Unsure().CreateFileAt(file, content, secret);

    private IOpFiles Unsure()
    {
        isUnsure = true;
        return files;
    }
}

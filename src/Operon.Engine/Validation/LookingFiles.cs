using Operon.Content.Locations;
using Operon.Opspec.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Validation;

/// <summary>Files for looking only: what would be made is said to be made, and nothing is.</summary>
/// <param name="files">What is looked at.</param>
internal sealed class LookingFiles(IOpFiles files) : IOpFiles
{
    private static readonly LocalLocation Nowhere = new("/dev/null/created");

    public EntryKind Find(Location location) => location == Nowhere ? EntryKind.File : files.Find(location);

    public Diagnostic? Leaving(Location location) => files.Leaving(location);

    public Result<ByteString> Read(Location file) => file == Nowhere ? ByteString.Empty : files.Read(file);

    public Result<Location> CreateFile(ByteString content, bool secret) => Nowhere;

    public Result<Location> CreateDirectory(bool secret) => Nowhere;

    public Result<Location> CreateDirectoryAt(Location directory) => directory;

    public Result<Location> CreateFileAt(Location file, ByteString content, bool secret) => file;
}

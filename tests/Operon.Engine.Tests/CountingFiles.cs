using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Opspec.Files;
using Operon.Text;

namespace Operon.Engine.Tests;

/// <summary>The files of this machine, and how often one was read.</summary>
internal sealed class CountingFiles(string folder) : IOpFiles
{
    private readonly LocalOpFiles files = new(new LocalLocation(Path.Combine(folder, "scratch")), () => new LocalLocation(Path.Combine(folder, "memory")));
    private int reads;

    public int Reads => reads;

    public EntryKind Find(Location location) => files.Find(location);

    public Result<ByteString> Read(Location file)
    {
        Interlocked.Increment(ref reads);
        return files.Read(file);
    }

    public FileStamp? Stamp(Location file) => files.Stamp(file);

    public Result<Location> CreateFile(ByteString content, bool secret) => files.CreateFile(content, secret);

    public Result<Location> CreateDirectory(bool secret) => files.CreateDirectory(secret);

    public Result<Location> CreateDirectoryAt(Location directory) => files.CreateDirectoryAt(directory);

    public Result<Location> CreateFileAt(Location file, ByteString content, bool secret) => files.CreateFileAt(file, content, secret);
}

using System.Collections.Concurrent;
using Operon.Content.Locations;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Files;

/// <summary>
/// Files as they are and as a call would make them: what is created lives in memory, and nothing on the machine changes. For
/// interpreting calls that are not run. Thread-safe.
/// </summary>
/// <param name="files">What is there.</param>
public sealed class PlannedFiles(IOpFiles files) : IOpFiles
{
    // Below a device nothing can exist, so no planned place is ever a real one.
    private static readonly LocalLocation Scratch = new("/dev/null/created");

    private readonly ConcurrentDictionary<Location, ByteString?> created = new();
    private int numbered;

    /// <summary>Whether a place is there only because an interpreted call would make it.</summary>
    public bool IsCreated(Location location) => created.ContainsKey(location);

    /// <inheritdoc/>
    public EntryKind Find(Location location) =>
        created.TryGetValue(location, out var content) ? (content is null ? EntryKind.Directory : EntryKind.File) : files.Find(location);

    /// <inheritdoc/>
    public Diagnostic? Leaving(Location location) => created.ContainsKey(location) ? null : files.Leaving(location);

    /// <inheritdoc/>
    public Result<ByteString> Read(Location file) => created.TryGetValue(file, out var content) && content is { } bytes ? bytes : files.Read(file);

    /// <inheritdoc/>
    public Result<Location> CreateFile(ByteString content, bool secret) => CreateFileAt(NewPlace(), content, secret);

    /// <inheritdoc/>
    public Result<Location> CreateDirectory(bool secret) => CreateDirectoryAt(NewPlace());

    /// <inheritdoc/>
    public Result<Location> CreateDirectoryAt(Location directory)
    {
        if (files.Find(directory) == EntryKind.None) created.TryAdd(directory, null);
        return directory;
    }

    /// <inheritdoc/>
    public Result<Location> CreateFileAt(Location file, ByteString content, bool secret)
    {
        created[file] = content;
        return file;
    }

    private Location NewPlace() => Scratch.Append($"{Interlocked.Increment(ref numbered)}");
}

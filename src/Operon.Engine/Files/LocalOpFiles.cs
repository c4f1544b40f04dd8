using Operon.Content.Locations;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Opspec.Files;
using Operon.Opspec.References;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Files;

/// <summary>
/// The files of this machine. What is made for a call lies below its scratch directory, which exists only once something is made;
/// what is secret lies on a file system in memory instead.
/// </summary>
/// <param name="scratch">The scratch directory of the call.</param>
/// <param name="memory">Makes a directory in memory for secret files of the call, when the first is made.</param>
/// <param name="writable">The directory around a path that others may write, so that no link below it may leave it; null for none.</param>
public sealed class LocalOpFiles(LocalLocation scratch, Func<Result<LocalLocation>> memory, Func<string, string?>? writable = null) : IOpFiles
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private int created;

    /// <inheritdoc/>
    public EntryKind Find(Location location)
    {
        if (RootOf(location) is not { } root) return KindOf(FileStatus.Find(PathOf(location)));
        using var entry = RootedEntry.Open(root, PathOf(location));
        return entry.IsOutside ? EntryKind.None : KindOf(entry.Kind);
    }

    /// <inheritdoc/>
    public Diagnostic? Leaving(Location location)
    {
        if (RootOf(location) is not { } root) return null;
        using var entry = RootedEntry.Open(root, PathOf(location));
        return entry.IsOutside ? Outside(location, root, entry) : null;
    }

    /// <inheritdoc/>
    public Result<ByteString> Read(Location file)
    {
        try
        {
            if (RootOf(file) is not { } root) return new ByteString(File.ReadAllBytes(PathOf(file)));
            using var entry = RootedEntry.Open(root, PathOf(file));
            if (entry.IsOutside) return Outside(file, root, entry);

            // Who reads a pipe that a container left there would wait for ever.
            if (entry.Kind is not (FileKind.File or FileKind.None)) return new Diagnostic(ReferenceRules.Unreadable, $"{file} cannot be read: it is no regular file");
            return new ByteString(File.ReadAllBytes(entry.Access ?? PathOf(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Diagnostic(ReferenceRules.Unreadable, $"{file} cannot be read: {FileFailure.Reason(e)}");
        }
    }

    /// <inheritdoc/>
    public FileStamp? Stamp(Location file) =>
        FileStatus.Stamp(PathOf(file)) is { } stamp ? new FileStamp(stamp.Inode, stamp.Size, stamp.Changed) : null;

    /// <inheritdoc/>
    public Result<Location> CreateFile(ByteString content, bool secret) =>
        NewPlace(secret).TryGet(out var place, out var error) ? CreateFileAt(place, content, secret: false) : error;

    /// <inheritdoc/>
    public Result<Location> CreateDirectory(bool secret) =>
        NewPlace(secret).TryGet(out var place, out var error) ? CreateDirectoryAt(place) : error;

    /// <inheritdoc/>
    public Result<Location> CreateDirectoryAt(Location directory)
    {
        try
        {
            RootedFolder.Create(RootOf(directory) ?? "/", PathOf(directory));
            return directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Diagnostic(EngineRules.CannotCreate, $"directory {directory} cannot be made: {FileFailure.Reason(e)}");
        }
    }

    /// <inheritdoc/>
    public Result<Location> CreateFileAt(Location file, ByteString content, bool secret)
    {
        try
        {
            var path = PathOf(file);
            using var folder = RootedFolder.Create(RootOf(file) ?? "/", Path.GetDirectoryName(path)!);

            // A new file only: where a link lies, the file would be made wherever it leads.
            using var stream = new FileStream($"{folder.Access}/{Path.GetFileName(path)}", new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = Mode,
                BufferSize = 0,
            });
            stream.Write(content.Span);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Diagnostic(EngineRules.CannotCreate, $"file {file} cannot be made: {FileFailure.Reason(e)}");
        }
    }

    private Result<Location> NewPlace(bool secret)
    {
        var parent = scratch;
        if (secret && !memory().TryGet(out parent, out var error)) return error;
        return parent.Append($"{Interlocked.Increment(ref created)}");
    }

    private string? RootOf(Location location)
    {
        var local = (LocalLocation)location;
        return local.Root ?? writable?.Invoke(local.Path);
    }

    private static Diagnostic Outside(Location location, string root, RootedEntry entry) =>
        new(ReferenceRules.LeavesDirectory, $"{location} is, or lies behind, a link to {entry.Path}, which is outside of {root}")
        {
            Expected = "links that stay inside the directory they are in",
            Fix = "copy what the link leads to into the directory, or pass it as an input of its own",
        };

    private static EntryKind KindOf(FileKind kind) => kind switch
    {
        FileKind.None => EntryKind.None,
        FileKind.Directory => EntryKind.Directory,
        FileKind.File => EntryKind.File,
        _ => EntryKind.Other,
    };

    private static string PathOf(Location location) => ((LocalLocation)location).Path;
}

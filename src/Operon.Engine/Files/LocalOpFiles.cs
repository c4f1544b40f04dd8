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
public sealed class LocalOpFiles(LocalLocation scratch, Func<Result<LocalLocation>> memory) : IOpFiles
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private int created;

    /// <inheritdoc/>
    public EntryKind Find(Location location) => FileStatus.Find(PathOf(location)) switch
    {
        FileKind.None => EntryKind.None,
        FileKind.Directory => EntryKind.Directory,
        FileKind.File => EntryKind.File,
        _ => EntryKind.Other,
    };

    /// <inheritdoc/>
    public Result<ByteString> Read(Location file)
    {
        try
        {
            return new ByteString(File.ReadAllBytes(PathOf(file)));
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
            MakeDirectory(PathOf(directory));
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
            MakeDirectory(Path.GetDirectoryName(path)!);
            using var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
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

    // The framework gives its mode to the last directory only.
    private static void MakeDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        if (File.Exists(path)) throw new IOException($"{path} is not a directory");
        if (Path.GetDirectoryName(path) is { } parent) MakeDirectory(parent);
        Directory.CreateDirectory(path, Mode);
    }

    private static string PathOf(Location location) => ((LocalLocation)location).Path;
}

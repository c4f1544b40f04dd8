using Operon.Content.Locations;
using Operon.Opspec.Files;
using Operon.Opspec.References;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Testing;

/// <summary>
/// Real files in a directory of their own: <c>op</c> is the directory of the op, <c>caller</c> the one it is called from,
/// <c>scratch</c> gets what is created.
/// </summary>
public sealed class TemporaryOpFiles : IOpFiles, IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private int created;

    /// <summary>Makes the directories.</summary>
    public TemporaryOpFiles()
    {
        foreach (var name in new[] { "op", "caller", "scratch" }) Directory.CreateDirectory(PathOf(name));
    }

    /// <summary>All of it.</summary>
    public LocalLocation Root { get; } = new(Directory.CreateTempSubdirectory("operon-language-").FullName);

    /// <summary>The directory of the op.</summary>
    public LocalLocation Op => At("op");

    /// <summary>The directory the op is called from.</summary>
    public LocalLocation Caller => At("caller");

    /// <summary>A place below the root.</summary>
    public LocalLocation At(string path) => (LocalLocation)Root.Append(path);

    /// <summary>Writes a file below the root; a path that ends in a slash is a directory.</summary>
    public void Write(string path, string content) => Write(path, (ByteString)content);

    /// <summary>Writes a file below the root; a path that ends in a slash is a directory.</summary>
    public void Write(string path, ByteString content)
    {
        var full = PathOf(path);
        Directory.CreateDirectory(path.EndsWith('/') ? full : Path.GetDirectoryName(full)!);
        if (!path.EndsWith('/')) File.WriteAllBytes(full, content.Span);
    }

    /// <inheritdoc/>
    public EntryKind Find(Location location)
    {
        var path = ((LocalLocation)location).Path;
        return path.Contains('\0') ? EntryKind.None : File.Exists(path) ? EntryKind.File : Directory.Exists(path) ? EntryKind.Directory : EntryKind.None;
    }

    /// <inheritdoc/>
    public Result<ByteString> Read(Location file)
    {
        try
        {
            return new ByteString(File.ReadAllBytes(((LocalLocation)file).Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Diagnostic(ReferenceRules.Unreadable, $"{file} cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public Result<Location> CreateFile(ByteString content, bool secret) => CreateFileAt(NewPlace(), content, secret);

    /// <inheritdoc/>
    public Result<Location> CreateDirectory(bool secret) => CreateDirectoryAt(NewPlace());

    /// <inheritdoc/>
    public Result<Location> CreateDirectoryAt(Location directory) => Try(directory, path => Directory.CreateDirectory(path, Mode));

    /// <inheritdoc/>
    public Result<Location> CreateFileAt(Location file, ByteString content, bool secret) => Try(file, path =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, Mode);
        File.WriteAllBytes(path, content.Span);
        File.SetUnixFileMode(path, Mode);
    });

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root.Path, recursive: true);

    private static Result<Location> Try(Location location, Action<string> make)
    {
        try
        {
            make(((LocalLocation)location).Path);
            return location;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Diagnostic(ReferenceRules.Unreadable, $"{location} cannot be made: {e.Message}");
        }
    }

    private Location NewPlace() => Root.Append($"scratch/{Interlocked.Increment(ref created)}");

    private string PathOf(string path) => Path.Combine(Root.Path, path);
}

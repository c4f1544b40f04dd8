using System.Globalization;
using Operon.Host.Linux;
using Operon.Text.Diagnostics;

namespace Operon.Host.Files;

/// <summary>
/// Replaces a small file as a whole: whoever reads it, also after a loss of power, sees the old content or the new,
/// never a part.
/// </summary>
public static class DurableFile
{
    /// <summary>Readable and writable by its owner alone.</summary>
    public const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes a temporary file beside it, brings it to the disk, gives it the name, and brings the name to the disk.
    /// Several writers at once do no harm; one of them is the last. A link is replaced, not followed.
    /// </summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="mode">Its mode, before the first byte is in it.</param>
    /// <returns>Null, or <see cref="HostRules.FileFailed"/>; then the old content is still there.</returns>
    public static Diagnostic? Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = PrivateMode) => Place(path, content, mode, isReplaced: true, isSynced: true);

    /// <summary>Writes a file in the same way, unless there is one of that name: of several writers at once, the first makes it, and all others leave it as it is.</summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="content">Its content.</param>
    /// <param name="mode">Its mode, before the first byte is in it.</param>
    /// <returns>Null, or <see cref="HostRules.FileFailed"/>; then there may be none.</returns>
    public static Diagnostic? Create(string path, ReadOnlySpan<byte> content, UnixFileMode mode = PrivateMode) => Place(path, content, mode, isReplaced: false, isSynced: true);

    /// <summary>Replaces what can be made anew in the same way, but does not bring it to the disk: after a loss of power the file may hold anything.</summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="mode">Its mode, before the first byte is in it.</param>
    /// <returns>Null, or <see cref="HostRules.FileFailed"/>; then the old content is still there.</returns>
    public static Diagnostic? WriteUnsynced(string path, ReadOnlySpan<byte> content, UnixFileMode mode = PrivateMode) => Place(path, content, mode, isReplaced: true, isSynced: false);

    private static Diagnostic? Place(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool isReplaced, bool isSynced)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder) return new Diagnostic(HostRules.BadPath, $"{path} is a folder, not a file");

        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var temporary = Path.Combine(folder, $".{id}.tmp");
        try
        {
            WriteNew(temporary, content, mode, isSynced);
            var isPlaced = !isReplaced && !OperatingSystem.IsWindows() && FileName.TryAdd(temporary, full) is not null;
            if (!isPlaced) File.Move(temporary, full, isReplaced);
            else if (Remove(temporary) is { } left) return left;
            if (isSynced) FileSync.Names(folder);
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            var failure = isReplaced || !File.Exists(full) ? FileFailure.From("write", path, e) : null;
            return Remove(temporary) is not { } leftover ? failure : failure is null ? leftover : failure with { Cause = leftover };
        }
    }

    private static void WriteNew(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool isSynced)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var file = new FileStream(path, options);

        // The umask may have taken bits away that were asked for.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, mode);
        file.Write(content);
        if (isSynced) FileSync.Bytes(file.SafeFileHandle);
    }

    private static Diagnostic? Remove(string path)
    {
        try
        {
            File.Delete(path);
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("remove", path, e);
        }
    }
}

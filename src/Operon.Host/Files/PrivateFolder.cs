using Operon.Text.Diagnostics;

namespace Operon.Host.Files;

/// <summary>Folders that only their owner may enter.</summary>
public static class PrivateFolder
{
    /// <summary>Mode 0700.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates a folder and those above it that are missing, each with mode 0700. What is there stays as it is.</summary>
    /// <returns>Null, or <see cref="HostRules.FileFailed"/>.</returns>
    public static Diagnostic? Create(string path)
    {
        try
        {
            Ensure(Path.GetFullPath(path));
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("create", path, e);
        }
    }

    /// <summary>Creates a folder and those above it that are missing, as <see cref="Create"/> does.</summary>
    /// <param name="path">Its full path.</param>
    /// <returns>Whether it was missing.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static bool Ensure(string path)
    {
        if (Directory.Exists(path)) return false;

        // .NET would give the mode to the last folder only.
        if (Path.GetDirectoryName(path) is { } parent) Ensure(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Mode);
        return true;
    }
}

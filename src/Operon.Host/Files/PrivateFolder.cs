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
            Make(Path.GetFullPath(path));
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("create", path, e);
        }
    }

    // .NET would give the mode to the last folder only.
    private static void Make(string path)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(path) is { } parent) Make(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Mode);
    }
}

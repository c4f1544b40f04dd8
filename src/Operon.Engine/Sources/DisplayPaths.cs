using Operon.Content.Locations;

namespace Operon.Engine.Sources;

/// <summary>Shows locations the way their user thinks of them: from his working directory or home.</summary>
/// <param name="workingDirectory">Absolute.</param>
/// <param name="home">Absolute, or null when unknown.</param>
public sealed class DisplayPaths(string workingDirectory, string? home)
{
    /// <summary><c>./…</c> below the working directory, <c>~/…</c> below the home, else the whole path.</summary>
    public string Show(Location location)
    {
        var path = location.ToString();
        return Below(path, workingDirectory, ".") ?? (home is null ? null : Below(path, home, "~")) ?? path;
    }

    private static string? Below(string path, string directory, string sign)
    {
        if (directory is "/" or "") return null;
        if (path == directory) return sign;
        return path.StartsWith(directory, StringComparison.Ordinal) && path[directory.Length] == '/' ? sign + path[directory.Length..] : null;
    }
}

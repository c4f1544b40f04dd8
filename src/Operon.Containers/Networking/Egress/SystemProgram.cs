namespace Operon.Containers.Networking.Egress;

/// <summary>Programs of the system's administration, which are not on every user's <c>PATH</c>.</summary>
internal static class SystemProgram
{
    private static readonly string[] UsualFolders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

    /// <summary>The path of a program; null when it is not installed.</summary>
    public static string? Find(string name, string? searchPath) =>
        (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted).Concat(UsualFolders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}

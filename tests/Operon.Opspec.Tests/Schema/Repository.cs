namespace Operon.Opspec.Tests.Schema;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its root: the folder of the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Operon.slnx"))) return at.FullName;
        }

        throw new InvalidOperationException($"no Operon.slnx above {AppContext.BaseDirectory}");
    }
}

namespace Operon.Testing;

/// <summary>The checkout the tests were built from, and the recorded data beside it.</summary>
public static class Repository
{
    /// <summary>Its root: the folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The recorded data: the folder that <c>OPERON_CONFORMANCE</c> names, else the one beside the checkout; it may not exist.</summary>
    public static string Conformance { get; } =
        Environment.GetEnvironmentVariable("OPERON_CONFORMANCE") ?? Path.GetFullPath(Path.Combine(Root, "..", "shared", "conformance"));

    /// <summary>Why tests of recorded data are skipped when it is not there.</summary>
    public static string NoConformance => $"the conformance data is not at {Conformance}; name its folder in OPERON_CONFORMANCE";

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Operon.slnx"))) return at.FullName;
        }

        throw new InvalidOperationException($"no Operon.slnx above {AppContext.BaseDirectory}");
    }
}

namespace Operon.EndToEnd;

/// <summary>The recorded behaviour of the program that this one is compatible with. It is not part of the checkout.</summary>
public static class Conformance
{
    /// <summary>Where a folder of the data would be.</summary>
    public static string Place(string name)
    {
        var root = Environment.GetEnvironmentVariable("OPERON_CONFORMANCE") is { Length: > 0 } given ? given : Path.Combine(OperonProgram.Root, "..", "shared", "conformance");
        return Path.GetFullPath(Path.Combine(root, name));
    }

    /// <summary>A folder of the data; skips the test where there is none.</summary>
    public static string Folder(string name)
    {
        var folder = Place(name);
        if (!Directory.Exists(folder)) Assert.Skip("the conformance data is not here: set OPERON_CONFORMANCE to its folder");
        return folder;
    }
}

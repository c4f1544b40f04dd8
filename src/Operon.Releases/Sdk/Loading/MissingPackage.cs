using Operon.Releases.Documents;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Releases.Sdk.Loading;

/// <summary>What to say where a package file is asked for and there is none.</summary>
internal static class MissingPackage
{
    private const string Any = "a package file";
    private const string Pattern = "*.star";

    /// <summary>There is nothing of that name.</summary>
    /// <param name="root">The root of the repository.</param>
    /// <param name="file">The file, relative to it.</param>
    /// <param name="path">The file.</param>
    public static Diagnostic Nowhere(string root, string file, string path) => new(SdkRules.FileMissing, $"there is no file {file}")
    {
        Expected = Nearest(root, file, path) is { } near ? $"did you mean {near}?" : Any,
        Fix = $"make {path}, or name another file",
    };

    /// <summary>It is a folder, or something else that holds no text.</summary>
    public static Diagnostic Folder(string file, string path)
    {
        var inside = Directory.Exists(path) ? Packages(path).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        return new Diagnostic(SdkRules.FileMissing, file.Length == 0 ? "no package is named" : $"{file} is not a file")
        {
            Expected = Any,
            Fix = inside is null ? "write one: operon init release" : $"write {Path.Combine(file, inside)}",
        };
    }

    /// <summary>A link leads out of the repository.</summary>
    public static Diagnostic Outside(string file) => new(SdkRules.FileMissing, $"{file} is outside of the repository") { Expected = "a file below the folder of repo.ocu.star" };

    // One of that name elsewhere, else one of a name like it beside it.
    private static string? Nearest(string root, string file, string path)
    {
        if (CheckoutFiles.Of(root).Where(f => Path.GetFileName(f) == Path.GetFileName(file)).Min(StringComparer.Ordinal) is { } elsewhere) return elsewhere;
        var folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) && Suggestion.For(Path.GetFileName(path), Packages(folder)) is { } beside ? Path.Combine(Path.GetDirectoryName(file)!, beside) : null;
    }

    // Nobody means the settings of the repository.
    private static IEnumerable<string> Packages(string folder) => Directory.EnumerateFiles(folder, Pattern).Select(f => Path.GetFileName(f)!).Where(f => f != RepositoryConfig.File);
}

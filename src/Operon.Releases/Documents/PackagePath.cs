using Operon.Releases.References;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Documents;

/// <summary>The paths of package files, as references carry them.</summary>
public static class PackagePath
{
    /// <summary>Looks whether a package can be named: whether its reference, written and read again, is the same.</summary>
    /// <returns>Null, or <see cref="ReferenceRules.Unreadable"/>.</returns>
    public static Diagnostic? Check(Reference package)
    {
        if (IsReadBack(package)) return null;
        var segments = package.Path.Split('/');
        var wrong = Math.Max(Array.FindIndex(segments, s => !IsReadBack(package with { Path = s })), 0);
        var isFile = wrong == segments.Length - 1;
        var ignored = string.Join('/', segments[..(wrong + 1)]) + (isFile ? "" : "/*");
        return new Diagnostic(ReferenceRules.Unreadable, $"the {(isFile ? "file name" : "folder")} '{segments[wrong]}' cannot be part of a reference, so {package.Path} cannot be released")
        {
            Expected = "no @ or # inside, and no - or + at the beginning",
            Fix = $"rename it, or name it in {RepositoryConfig.File}: release_ignore = [\"{ignored}\"]",
        };
    }

    private static bool IsReadBack(Reference package) => Reference.Parse(package.ToString()).TryGet(out var read, out _) && read == package;
}

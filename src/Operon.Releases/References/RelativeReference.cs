using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.References;

/// <summary>
/// Makes references absolute (releases, sections 3.2, 11.3, 11.4). What they are relative to is a reference too: in a package file that of the
/// package with its release, on the command line <c>REPOSITORY/-/FOLDER</c>.
/// </summary>
public static class RelativeReference
{
    private const string Here = ".";
    private const string HerePrefix = "./";
    private const string PackageSuffix = ".ocu.star";

    /// <summary>Makes a reference absolute. A release that it names stays; one that it does not name is that of the base.</summary>
    /// <param name="reference">As it was written.</param>
    /// <param name="relativeTo">An absolute one.</param>
    /// <returns>The reference, or <see cref="ReferenceRules.OutsideRepository"/>.</returns>
    public static Result<Reference> Resolve(Reference reference, Reference relativeTo)
    {
        if (reference.IsAbsolute) return reference;
        var isFromRoot = reference.Repository == Here;
        if (Join(isFromRoot ? "" : relativeTo.Path, reference.Path) is not { } path)
        {
            return new Diagnostic(ReferenceRules.OutsideRepository, $"'{reference}' leads out of the repository {relativeTo.Repository}")
            {
                Expected = "at most as many .. as there are folders above, here: " + (relativeTo.Path.Length == 0 ? "none" : relativeTo.Path),
                Fix = "name a package of another repository by REPOSITORY/-/FILE",
            };
        }

        return reference with { Repository = relativeTo.Repository, Path = path, Release = reference.Release ?? relativeTo.Release };
    }

    /// <summary>Reads a reference and makes it absolute.</summary>
    /// <returns>The reference, or a rule of <see cref="ReferenceRules"/>.</returns>
    public static Result<Reference> Parse(string text, Reference relativeTo) =>
        Reference.Parse(text).TryGet(out var reference, out var failure) ? Resolve(reference, relativeTo) : failure;

    /// <summary>Reads a reference of the command line and makes it absolute: there <c>./FILE.ocu.star</c> is the file, not a document of that name.</summary>
    /// <returns>The reference, or a rule of <see cref="ReferenceRules"/>.</returns>
    public static Result<Reference> ParseArgument(string text, Reference relativeTo) =>
        Parse(text.StartsWith(HerePrefix, StringComparison.Ordinal) && PathOf(text).EndsWith(PackageSuffix, StringComparison.Ordinal) ? text[HerePrefix.Length..] : text, relativeTo);

    private static ReadOnlySpan<char> PathOf(string text)
    {
        var end = text.IndexOf("/@", StringComparison.Ordinal);
        if (end < 0) end = text.IndexOf('#', StringComparison.Ordinal);
        return end < 0 ? text : text.AsSpan(0, end);
    }

    // Null where it leads out.
    private static string? Join(string folder, string path)
    {
        var segments = new List<string>();
        foreach (var segment in folder.Split('/').Concat(path.Split('/')))
        {
            if (segment is "" or Here) continue;
            if (segment != "..") segments.Add(segment);
            else if (segments.Count == 0) return null;
            else segments.RemoveAt(segments.Count - 1);
        }

        return string.Join('/', segments);
    }
}

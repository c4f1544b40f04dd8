using System.Globalization;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Documents;

/// <summary>The releases of a package: <c>r1</c>, <c>r2</c>, … (releases, section 1.1).</summary>
public static class ReleaseNumbers
{
    /// <summary>All of them, ascending by their numbers.</summary>
    public static IReadOnlyList<Reference> Of(DocumentView state, Reference package)
    {
        var start = $"{package}/@r";
        return
        [
            .. state.Match(ReferencePattern.Escape(start) + "*", withLinks: false)
                .Select(r => Read(r.AsSpan(start.Length)))
                .Where(n => n > 0)
                .Order()
                .Select(n => In(package, n)),
        ];
    }

    /// <summary>The number after the highest.</summary>
    public static Reference Next(DocumentView state, Reference package) => In(package, Of(state, package) is [.., var last] ? Read(last.Release.AsSpan(1)) + 1 : 1);

    /// <summary>The releases of a package that were made of a commit, ascending.</summary>
    public static IReadOnlyList<Reference> OfCommit(DocumentView state, Reference package, string commit) =>
        [.. Of(state, package).Where(r => state.Exists(r.Of(DocumentTypes.Commit, commit).ToString()))];

    /// <summary>Every package that has a release, in bytewise order.</summary>
    public static IReadOnlyList<Reference> Packages(DocumentView state) =>
        [.. state.Match("**/@r*", withLinks: false).Select(Reference.Parse).Where(r => r.IsOk && r.Value.Type is null && Read(r.Value.Release.AsSpan(1)) > 0).Select(r => r.Value.Package).Distinct()];

    /// <summary>The number of a release; 0 for what is none, such as a tag.</summary>
    public static int NumberOf(Reference release) => release.Release is { Length: > 1 } name && name[0] == 'r' ? Read(name.AsSpan(1)) : 0;

    private static Reference In(Reference package, int number) => package with { Release = string.Create(CultureInfo.InvariantCulture, $"r{number}") };

    private static int Read(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

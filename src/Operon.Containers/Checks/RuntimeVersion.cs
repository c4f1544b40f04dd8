using System.Globalization;
using System.Text.RegularExpressions;

namespace Operon.Containers.Checks;

/// <summary>The version of an OCI runtime.</summary>
/// <param name="Text">As it is shown to people: the distribution's where it says so.</param>
/// <param name="Number">Major, minor and patch.</param>
/// <param name="Candidate">The number of a release candidate; null for a release.</param>
/// <param name="Distribution">What the distribution has put behind, such as <c>+ds1-1+deb12u1</c>; null for none.</param>
internal sealed partial record RuntimeVersion(string Text, Version Number, int? Candidate, string? Distribution)
{
    /// <summary>Reads what a runtime prints when asked for its version.</summary>
    public static RuntimeVersion? Parse(string printed)
    {
        // Debian's runc has the version of its package in the line for the commit.
        var first = Pattern().Match(printed);
        if (!first.Success) return null;
        var package = Package().Match(printed);
        var text = package.Success ? package.Groups["text"].Value : first.Groups["text"].Value;
        var rest = text[first.Groups["number"].Length..].TrimEnd();
        var candidate = first.Groups["candidate"];
        return new RuntimeVersion(
            text,
            Version.Parse(first.Groups["number"].Value),
            candidate.Success ? int.Parse(candidate.ValueSpan, CultureInfo.InvariantCulture) : null,
            IsOfDistribution(rest) ? rest : null);
    }

    /// <summary>Whether it is this release or a later one.</summary>
    public bool IsAtLeast(Version release, int? candidate = null) =>
        Number > release || Number == release && (Candidate is not { } own || candidate is { } wanted && own >= wanted);

    private static bool IsOfDistribution(string rest) => rest.Contains("ds", StringComparison.Ordinal) || rest.Contains("deb", StringComparison.Ordinal) || rest.Contains("ubuntu", StringComparison.Ordinal);

    [GeneratedRegex(@"version (?<text>(?<number>\d+\.\d+(\.\d+)?)([-~]?rc\.?(?<candidate>\d+))?\S*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^commit: (?<text>\d+\.\d+\S*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Package();
}

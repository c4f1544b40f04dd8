using System.Text.RegularExpressions;
using Operon.Releases.Sdk.Evaluation;

namespace Operon.Releases.Sdk.Functions;

/// <summary>Further names of a release (releases, section 1.3).</summary>
internal static partial class ReleaseTag
{
    /// <summary>Checks one.</summary>
    /// <exception cref="SdkError">It cannot be a tag.</exception>
    public static void Check(string tag)
    {
        if (!Allowed().IsMatch(tag)) throw new SdkError(SdkRules.BadResult, $"invalid tag: '{tag}'", "letters, digits, dashes, underscores and dots");
        if (ReleaseId().IsMatch(tag)) throw new SdkError(SdkRules.BadResult, $"invalid tag: '{tag}' is the id of a release", "a name that is not r and a number");
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();

    [GeneratedRegex(@"\Ar[0-9]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReleaseId();
}

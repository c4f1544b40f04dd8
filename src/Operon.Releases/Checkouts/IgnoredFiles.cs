using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text;

namespace Operon.Releases.Checkouts;

/// <summary>What a push leaves out (releases, section 2.6).</summary>
public static class IgnoredFiles
{
    /// <summary>Whether a file is left out: the patterns must match it whole, and in them a star crosses slashes.</summary>
    /// <returns>The test, or a rule of <see cref="ReferenceRules"/>.</returns>
    public static Result<Func<string, bool>> Ignored(this RepositorySettings settings)
    {
        var patterns = new List<ReferencePattern>();
        foreach (var text in settings.ReleaseIgnore)
        {
            if (!ReferencePattern.Parse(text.Replace("**", "*", StringComparison.Ordinal).Replace("*", "**", StringComparison.Ordinal)).TryGet(out var pattern, out var failure)) return failure;
            patterns.Add(pattern);
        }

        return (Func<string, bool>)(file => patterns.Exists(p => p.IsMatch(file)));
    }
}

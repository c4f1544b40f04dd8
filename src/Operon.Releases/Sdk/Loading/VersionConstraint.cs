using System.Globalization;
using System.Text.RegularExpressions;

namespace Operon.Releases.Sdk.Loading;

/// <summary>
/// A constraint of versions, such as <c>>=0.3, &lt;1.0 || 0.3.x</c> (releases, section 2.2). Versions have three numbers; what a constraint
/// leaves out, or writes as <c>x</c> or <c>*</c>, is any.
/// </summary>
internal sealed class VersionConstraint
{
    private const int LongestText = 256;

    private readonly List<List<Condition>> alternatives;

    private VersionConstraint(List<List<Condition>> alternatives) => this.alternatives = alternatives;

    /// <summary>Reads one.</summary>
    /// <returns>Null for what is none.</returns>
    public static VersionConstraint? Parse(string text)
    {
        if (text.Length > LongestText) return null;
        var all = new List<List<Condition>>();
        foreach (var alternative in text.Split("||"))
        {
            // FROM - TO is both ends included.
            var conditions = Range.Replace(alternative, ">=${from} <=${to}");
            if (!Conjunction.IsMatch(conditions)) return null;
            var read = new List<Condition>();
            foreach (Match match in Single.Matches(conditions))
            {
                if (Condition.Of(match) is not { } condition) return null;
                read.Add(condition);
            }

            all.Add(read);
        }

        return new VersionConstraint(all);
    }

    /// <summary>Whether a released version satisfies it.</summary>
    public bool Allows(int major, int minor, int patch) => alternatives.Exists(conditions => conditions.TrueForAll(c => c.Allows((major, minor, patch))));

    private const string VersionPattern = @"v?(?<major>[0-9]+|[xX*])(?:\.(?<minor>[0-9]+|[xX*]))?(?:\.(?<patch>[0-9]+|[xX*]))?(?:-(?<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?";
    private const string ConditionPattern = @"(?<operator>!=|>=|=>|<=|=<|~>|=|>|<|~|\^)?\s*" + VersionPattern;

    // Not generated: the code of these patterns is so long that analyzers take longer for it than for the rest of the project.
    private static readonly Regex Range = Pattern(@"(?<from>" + VersionPattern + @")\s+-\s+(?<to>" + VersionPattern + ")");
    private static readonly Regex Conjunction = Pattern(@"\A\s*" + ConditionPattern + @"(?:(?:\s+|\s*,\s*)" + ConditionPattern + @")*\s*\z");
    private static readonly Regex Single = Pattern(ConditionPattern);

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>One comparison.</summary>
    /// <param name="Operator">How versions are compared; empty: <c>=</c>.</param>
    /// <param name="Version">With what; what is left out is 0.</param>
    /// <param name="Numbers">How many numbers it has: 0 for <c>*</c>.</param>
    /// <param name="IsPreRelease">Whether it is a version before the release of these numbers.</param>
    private sealed record Condition(string Operator, (int Major, int Minor, int Patch) Version, int Numbers, bool IsPreRelease)
    {
        public static Condition? Of(Match match)
        {
            var numbers = 0;
            Span<int> parts = [0, 0, 0];
            foreach (var name in new[] { "major", "minor", "patch" })
            {
                var group = match.Groups[name];
                if (!group.Success || group.ValueSpan is "x" or "X" or "*") break;
                if (!int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out parts[numbers])) return null;
                numbers++;
            }

            return new Condition(match.Groups["operator"].Value, (parts[0], parts[1], parts[2]), numbers, match.Groups["pre"].Success);
        }

        public bool Allows((int Major, int Minor, int Patch) version)
        {
            // A version before the release of the same numbers is smaller than the release.
            var order = version.CompareTo(Version);
            if (order == 0 && IsPreRelease) order = 1;
            return Operator switch
            {
                "" or "=" => Numbers < 3 ? IsWithin(version, Numbers) : order == 0,
                "!=" => Numbers < 3 ? !IsWithin(version, Numbers) : order != 0,
                ">" => order > 0 && !(Numbers < 3 && IsWithin(version, Numbers)),
                "<" => order < 0,
                ">=" or "=>" => order >= 0,
                "<=" or "=<" => order <= 0 || (Numbers < 3 && IsWithin(version, Numbers)),
                "~" or "~>" => order >= 0 && IsWithin(version, Math.Min(Numbers, 2)),
                _ => order >= 0 && IsWithin(version, Math.Min(Numbers, Version switch { (0, 0, _) when Numbers == 3 => 3, (0, _, _) when Numbers >= 2 => 2, _ => 1 })),
            };
        }

        private bool IsWithin((int Major, int Minor, int Patch) version, int numbers) =>
            (numbers < 1 || version.Major == Version.Major) && (numbers < 2 || version.Minor == Version.Minor) && (numbers < 3 || version.Patch == Version.Patch);
    }
}

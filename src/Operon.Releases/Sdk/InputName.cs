using System.Text.RegularExpressions;

namespace Operon.Releases.Sdk;

/// <summary>Names of inputs (releases, section 1.3).</summary>
public static partial class InputName
{
    /// <summary>What a name is made of, for messages.</summary>
    public const string Expected = "a letter or an underscore, then letters, digits and underscores";

    /// <summary>Whether a run can have an input of this name.</summary>
    public static bool IsValid(string name) => Allowed().IsMatch(name);

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}

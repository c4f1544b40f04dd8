using System.Text.RegularExpressions;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark;

namespace Operon.Releases.Sdk.Loading;

/// <summary>Which version of the SDK a file has chosen (releases, section 2.2). There is one: 0.3.0.</summary>
internal static partial class SdkVersion
{
    /// <summary>The function that chooses.</summary>
    public const string Function = "ocuroot";

    private const string Newest = "0.3.0";

    /// <summary>Whether a file has the names of the SDK: one that mentions the function without choosing does not.</summary>
    /// <param name="file">The name of the file in positions.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="SdkError">It chooses what there is not.</exception>
    /// <exception cref="Starlark.Syntax.StaticErrorException">It is not Starlark.</exception>
    public static bool IsChosen(string file, string text)
    {
        if (Directive.Find(file, text, Function) is not { } choices) return true;
        foreach (var choice in choices)
        {
            if (choice.Text is null) throw Wrong("ocuroot takes one string, as it is written", choice);
        }

        if (choices is not [.., var last]) return false;
        return Exists(last.Text!) ? true : throw Wrong($"version {last.Text} not found", last);

        SdkError Wrong(string message, Directive choice) => new(SdkRules.BadVersion, message, $"a constraint that version {Newest} satisfies, such as 0.3.x", $"write {Function}(\"{Newest}\")") { Place = (file, choice.Position) };
    }

    private static bool Exists(string version) => version == Newest || VersionConstraint.Parse(version)?.Allows(0, 3, 0) == true || Patch().IsMatch(version);

    // Versions of the original's program, all with this one SDK.
    [GeneratedRegex(@"\Av?0\.3\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Patch();
}

using System.Text.RegularExpressions;
using Operon.Releases.References;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>Something that releases are deployed to (releases, section 3.5).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Texts by name.</param>
public sealed partial record EnvironmentDocument(string Name, JsonObject Attributes)
{
    /// <summary>Where the environment of a name is.</summary>
    public static Reference Of(string name) => new() { Release = "", Type = DocumentTypes.Environment, Subpath = name };

    /// <summary>Reads one, written by anybody.</summary>
    /// <param name="place">Its reference, whose last part must be the name.</param>
    /// <param name="body">What it says.</param>
    /// <param name="allowsDash">Whether a name may have a dash.</param>
    /// <returns>The environment, or <see cref="DocumentRules.Misshapen"/>.</returns>
    public static Result<EnvironmentDocument> Read(Reference place, JsonValue body, bool allowsDash)
    {
        if (body["name"]?.AsText is not { } name) return Wrong(place, "it has no name");
        if (!(allowsDash ? NameWithDash() : NameWithoutDash()).IsMatch(name))
        {
            return Wrong(place, $"'{name}' is no name for an environment") with { Expected = allowsDash ? "letters, digits, _, . and -" : "letters, digits, _ and ." };
        }

        if (name != place.Subpath) return Wrong(place, $"its name is '{name}'") with { Expected = $"the name '{place.Subpath}', as its reference says" };
        return body["attributes"] is null or JsonNull or JsonObject ? new EnvironmentDocument(name, body["attributes"] as JsonObject ?? JsonObject.Empty) : Wrong(place, "its attributes are no object");
    }

    /// <summary>Whether two documents mean the same environment: none, null and no attributes are one.</summary>
    public static bool AreSame(JsonValue one, JsonValue other) => Equals(one["name"], other["name"]) && AttributesOf(one).Equals(AttributesOf(other));

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson() => new(("name", Name), ("attributes", Attributes));

    private static JsonValue AttributesOf(JsonValue body) => body["attributes"] is { } attributes and not JsonNull ? attributes : JsonObject.Empty;

    private static Diagnostic Wrong(Reference place, string problem) => new(DocumentRules.Misshapen, $"the environment {place} cannot be used: {problem}");

    [GeneratedRegex(@"^[a-zA-Z0-9_.]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameWithoutDash();

    [GeneratedRegex(@"^[a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameWithDash();
}

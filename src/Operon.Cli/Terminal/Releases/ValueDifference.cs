using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Terminal.Releases;

/// <summary>What differs between two values, a line for each place: <c>+ new</c>, <c>- gone</c>, <c>~ other: old -> new</c>.</summary>
internal static class ValueDifference
{
    private const int LongestPath = 300;

    /// <summary>The lines.</summary>
    /// <param name="before">What was; null: nothing.</param>
    /// <param name="after">What is; null: nothing.</param>
    /// <param name="path">Where they are.</param>
    public static IEnumerable<string> Lines(JsonValue? before, JsonValue? after, string path = "")
    {
        if (Equals(before, after)) return [];
        if (before is JsonObject or null && after is JsonObject or null && (before is JsonObject { Properties.IsEmpty: false } || after is JsonObject { Properties.IsEmpty: false }) && !IsSecret(before) && !IsSecret(after))
        {
            var names = (before as JsonObject ?? JsonObject.Empty).Properties.Keys.Union((after as JsonObject ?? JsonObject.Empty).Properties.Keys).Order(StringComparer.Ordinal);
            return names.SelectMany(n => Lines(before?[n], after?[n], path.Length == 0 ? n : $"{path}/{n}"));
        }

        var place = path.Length == 0 ? "" : $"{VisibleText.Of(path, LongestPath)}: ";
        return [before is null ? $"+ {place}{MaskedValue.Line(after)}" : after is null ? $"- {place}{MaskedValue.Line(before)}" : $"~ {place}{MaskedValue.Line(before)} -> {MaskedValue.Line(after)}"];
    }

    private static bool IsSecret(JsonValue? value) => value?["$type"]?.AsText == "secret";
}

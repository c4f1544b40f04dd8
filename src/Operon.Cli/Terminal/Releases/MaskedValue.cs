using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Terminal.Releases;

/// <summary>Inputs and outputs as they may be shown: what is stored as a secret is not.</summary>
internal static class MaskedValue
{
    private const string Text = "<secret>";
    private const int Longest = 200;

    /// <summary>The value with a word in place of each secret.</summary>
    public static JsonValue Of(JsonValue value) => value switch
    {
        JsonObject json when json["$type"]?.AsText == "secret" => Text,
        JsonObject json => new JsonObject(json.Properties.Select(p => KeyValuePair.Create(p.Key, Of(p.Value)))),
        JsonArray array => new JsonArray([.. array.Items.Select(Of)]),
        _ => value,
    };

    /// <summary>On one line, for people; a text stands in quotes. Nothing: a dash.</summary>
    public static string Line(JsonValue? value) => value is null ? "-" : VisibleText.Of(Of(value).ToString(), Longest);
}

using Operon.Cli.Commands.Releases;
using Operon.Text.Json;

namespace Operon.Cli.Terminal.Releases;

/// <summary>References, one a line or as JSON.</summary>
internal static class ReferenceList
{
    private const int Format = 1;

    /// <summary>Writes them.</summary>
    /// <param name="references">In their order.</param>
    /// <param name="isJson">Whether programs read them.</param>
    /// <param name="surroundings">Where to.</param>
    public static void Write(IEnumerable<string> references, bool isJson, Surroundings surroundings)
    {
        if (isJson) WriteJson("references", references, surroundings);
        else
        {
            foreach (var reference in references) ReleaseContext.Write(surroundings, reference);
        }
    }

    /// <summary>Writes them as a list of JSON.</summary>
    public static void WriteJson(string name, IEnumerable<string> items, Surroundings surroundings) =>
        ReleaseContext.Write(surroundings, new JsonObject(("format", Format), (name, new JsonArray([.. items.Select(r => (JsonValue)r)]))).ToUtf8(isIndented: true));
}

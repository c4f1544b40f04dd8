using System.Text.Json;
using Operon.Testing;

namespace Operon.Conformance;

/// <summary>One scenario of the suite.</summary>
/// <param name="Folder">The directory of the op.</param>
/// <param name="Kind"><c>validate</c>, <c>interpret</c> or <c>call</c>.</param>
/// <param name="Name">Its name within the file; may be empty.</param>
/// <param name="ExpectsSuccess">What must come out.</param>
/// <param name="Arguments">The argument file, as JSON.</param>
internal sealed record Vector(string Folder, string Kind, string Name, bool ExpectsSuccess, string Arguments)
{
    private static string Root => Path.Combine(Repository.Conformance, "opspec", "test-suite");

    /// <summary>All scenarios of a kind; skips the test when the data is not there.</summary>
    public static List<Vector> All(string kind)
    {
        if (!Directory.Exists(Root)) Assert.Skip(Repository.NoConformance);
        return [.. Directory.EnumerateFiles(Root, "scenarios.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(Read).Where(v => v.Kind == kind)];
    }

    /// <summary>Writes the arguments as a YAML file, in which JSON is YAML.</summary>
    public void WriteArguments(string file) => File.WriteAllText(file, Arguments);

    /// <inheritdoc/>
    public override string ToString() => $"{Path.GetRelativePath(Root, Folder)}{(Name.Length == 0 ? "" : $" ({Name})")}, expected {(ExpectsSuccess ? "success" : "failure")}";

    private static IEnumerable<Vector> Read(string file)
    {
        using var scenarios = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var scenario in scenarios.RootElement.EnumerateArray())
        {
            var name = scenario.TryGetProperty("name", out var text) ? text.GetString()! : "";
            var content = scenario.EnumerateObject().Single(p => p.Name != "name");
            var arguments = content.Value.TryGetProperty("scope", out var scope) ? scope.GetRawText() : "{}";
            yield return new Vector(Path.GetDirectoryName(file)!, content.Name, name, content.Value.GetProperty("expect").GetString() == "success", arguments);
        }
    }
}

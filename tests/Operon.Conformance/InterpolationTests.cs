using Operon.Opspec.Interpolation;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Testing;
using Operon.Text.Diagnostics;

namespace Operon.Conformance;

/// <summary>Templates with scopes and the texts they must give.</summary>
public sealed class InterpolationTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryOpFiles files = new();

    [Fact]
    public void Evaluate_EveryFixture_GivesTheExpectedText()
    {
        var folder = Path.Combine(Repository.Conformance, "opspec", "interpolation");
        if (!Directory.Exists(folder)) Assert.Skip(Repository.NoConformance);
        var count = 0;
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var problems = new DiagnosticBag();
            var fixtures = (SequenceNode)YamlReader.Read(Path.GetFileName(file), File.ReadAllBytes(file), YamlLimits.OpFile, problems)!;
            problems.ShouldBeEmpty();
            foreach (var fixture in fixtures.Items.Cast<MappingNode>())
            {
                count++;
                var expected = Text(fixture, "expected");
                var result = Template.Parse(Text(fixture, "template")).Evaluate(new Evaluation(ScopeOf(fixture), files));
                var actual = result.TryGet(out var text, out var error) ? text.Text.ToString() : $"error: {error}";
                if (actual != expected) wrong.Add($"{Path.GetRelativePath(folder, file)}, {Text(fixture, "name")}: '{actual}' instead of '{expected}'");
            }
        }

        var line = $"conformance: {count - wrong.Count} of {count} interpolation fixtures";
        output.WriteLine(line);
        TestSummary.Add(line);
        count.ShouldBeGreaterThan(0);
        wrong.ShouldBeEmpty();
    }

    /// <inheritdoc/>
    public void Dispose() => files.Dispose();

    private Scope ScopeOf(MappingNode fixture)
    {
        var scope = Scope.Of(files.Op);
        if (fixture.Find("scope")?.Value is not MappingNode variables) return scope;
        foreach (var variable in variables.Entries)
        {
            var (type, value) = ((MappingNode)variable.Value).Entries[0] is var entry ? (entry.Key, entry.Value) : default;
            scope = scope.With(variable.Key, type switch
            {
                "string" => new StringValue(((ScalarNode)value).Text),
                "file" => new FileValue(Written(variable.Key, ((ScalarNode)value).Text)),
                "dir" => new DirValue(files.At(variable.Key)),
                _ => PlainData.Of(value),
            });
        }

        return scope;
    }

    private Content.Locations.LocalLocation Written(string name, string content)
    {
        files.Write(name, content);
        return files.At(name);
    }

    private static string Text(MappingNode node, string key) => ((ScalarNode)node.Find(key)!.Value).Text;
}

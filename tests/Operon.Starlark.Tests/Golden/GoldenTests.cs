using Operon.Testing;

namespace Operon.Starlark.Tests.Golden;

/// <summary>Programs with recorded results: text, position and trace.</summary>
public sealed class GoldenTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("golden-prog")]
    [InlineData("golden-expr")]
    public void Programs_ThatAreRecorded_DoWhatTheRecordSays(string suite)
    {
        var folder = Path.Combine(Repository.Conformance, "starlark", suite);
        if (!Directory.Exists(folder)) Assert.Skip(Repository.NoConformance);
        var programs = Directory.EnumerateFiles(folder, "*.star").Where(file => Path.GetFileName(file)[0] != '_').Order(StringComparer.Ordinal).ToList();
        var wrong = programs.Select(file => new GoldenProgram(file).Difference()).OfType<string>().ToList();

        var line = $"conformance: {programs.Count - wrong.Count} of {programs.Count} programs of {suite}";
        output.WriteLine(line);
        TestSummary.Add(line);
        foreach (var difference in wrong) output.WriteLine(difference);
        programs.ShouldNotBeEmpty();
        wrong.ShouldBeEmpty();
    }
}

using System.Text;
using Operon.Opspec.Schema;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Schema;

/// <summary>
/// What is said about an op.yml: for each <c>golden/NAME.yml</c> the diagnostics in <c>golden/NAME.expected</c>. A new case is two
/// files; <c>OPERON_WRITE_GOLDEN=1</c> writes the second.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Operon.Opspec.Tests", "Schema", "golden");

    public static TheoryData<string> Names() => [.. Directory.EnumerateFiles(Folder, "*.yml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_GoldenOp_SaysWhatIsExpected(string name)
    {
        var found = new DiagnosticBag();
        var op = OpReader.Read("op.yml", File.ReadAllBytes(Path.Combine(Folder, name + ".yml")), found);
        var expected = Path.Combine(Folder, name + ".expected");
        var actual = Render(found);
        if (Environment.GetEnvironmentVariable("OPERON_WRITE_GOLDEN") is not null) File.WriteAllText(expected, actual);
        actual.ShouldBe(File.ReadAllText(expected));
        (op is null).ShouldBe(found.HasErrors);
    }

    [Fact]
    public void Goldens_CoverEveryRule()
    {
        var told = string.Concat(Directory.EnumerateFiles(Folder, "*.expected").Select(File.ReadAllText));
        SchemaRules.All.Where(r => r != SchemaRules.TooManyProblems && !told.Contains(r.Code, StringComparison.Ordinal)).Select(r => r.Code).ShouldBeEmpty();
    }

    private static string Render(DiagnosticBag found)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in found)
        {
            text.Append($"{diagnostic.Span}: {(diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning")} {diagnostic.Code}: {diagnostic.Message}\n");
            if (diagnostic.Expected is { } expected) text.Append($"  expected: {expected}\n");
            if (diagnostic.Fix is { } fix) text.Append($"  fix: {fix}\n");
        }

        return text.Length == 0 ? "fine\n" : text.ToString();
    }
}

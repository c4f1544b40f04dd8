using System.Text;

namespace Operon.Opspec.Tests.Syntax;

/// <summary>
/// What a user is told about a text that is not YAML or breaks a rule of reading. A case is two files in <c>golden</c>: the
/// text, and what is said. With <c>OPERON_GOLDEN</c> naming that folder the second files are written anew.
/// </summary>
public sealed class SyntaxDiagnosticsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Syntax", "golden");

    public static TheoryData<string> Cases => [.. Directory.EnumerateFiles(Folder, "*.yml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_Golden_IsToldSo(string name)
    {
        var said = Say(File.ReadAllText(Path.Combine(Folder, name + ".yml")));
        if (Environment.GetEnvironmentVariable("OPERON_GOLDEN") is { Length: > 0 } update) File.WriteAllText(Path.Combine(update, name + ".expected"), said);
        else said.ShouldBe(File.ReadAllText(Path.Combine(Folder, name + ".expected")));
    }

    private static string Say(string text)
    {
        var said = new StringBuilder();
        foreach (var diagnostic in Yaml.Read(text).Diagnostics)
        {
            var span = diagnostic.Span!.Value;
            said.Append($"{span} {diagnostic.Severity} {diagnostic.Code}: {diagnostic.Message}\n");
            if (span.Length > 0) said.Append($"  at: {span.Text.ToString().Replace("\n", "\\n", StringComparison.Ordinal)}\n");
            if (diagnostic.Expected is { } expected) said.Append($"  expected: {expected}\n");
            if (diagnostic.Fix is { } fix) said.Append($"  fix: {fix}\n");
        }

        return said.ToString();
    }
}

using System.Text;
using Operon.Opspec.Constraints;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Constraints;

/// <summary>
/// Each file in <c>Golden</c> holds schemas and values, one a line, each followed by what is said of it: diagnostics of a schema
/// that cannot be used, violations of a value; nothing when all is well. To add a case, add its lines. With
/// <c>OPERON_ACCEPT_GOLDEN</c> set to the folder, the files are written anew: look at the difference before committing it.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Constraints", "Golden");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Check_CasesOfAFile_SaysWhatStandsThere(string file)
    {
        var expected = File.ReadAllText(Path.Combine(Folder, file + ".txt"));

        var actual = Run(expected);

        if (Environment.GetEnvironmentVariable("OPERON_ACCEPT_GOLDEN") is { Length: > 0 } accepted) File.WriteAllText(Path.Combine(accepted, file + ".txt"), actual);
        else actual.Split('\n').ShouldBe(expected.Split('\n'));
    }

    private static string Run(string cases)
    {
        var output = new StringBuilder();
        Constraint? constraint = null;
        foreach (var line in cases.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("schema ", StringComparison.Ordinal))
            {
                var diagnostics = new DiagnosticBag();
                constraint = ConstraintCompiler.Compile(JsonInput.Schema(line["schema ".Length..]), diagnostics);
                output.Append(line).Append('\n');
                foreach (var diagnostic in diagnostics) output.Append($"  {diagnostic.Code} {diagnostic.Message}; expected {diagnostic.Expected ?? diagnostic.Fix}\n");
            }
            else if (line.StartsWith("value ", StringComparison.Ordinal))
            {
                output.Append(line).Append('\n');
                foreach (var violation in constraint.ShouldNotBeNull().Check(JsonInput.Value(line["value ".Length..]))) output.Append($"  {violation}\n");
            }
            else if (line.Length == 0)
            {
                output.Append('\n');
            }
        }

        return output.ToString();
    }
}

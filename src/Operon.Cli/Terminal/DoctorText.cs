using Operon.Cli.Commands;
using Operon.Containers.Checks;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>What the doctor has found, as text: a line for each check, and below it what is wrong.</summary>
internal static class DoctorText
{
    private const string Indent = "                    ";

    public static void Write(IReadOnlyCollection<Finding> findings, TextWriter text)
    {
        foreach (var finding in findings)
        {
            text.WriteLine($"{WordOf(finding),-8} {finding.Check,-10} {finding.Message}");
            if (finding.Problem is not { } problem) continue;
            text.WriteLine($"{Indent}{problem.Code}: {problem}");
            if (problem.Expected is { } expected) text.WriteLine($"{Indent}expected: {expected}");
            if (problem.Fix is { } fix) text.WriteLine($"{Indent}fix: {fix}");
        }

        text.WriteLine(DoctorCommand.CanRun(findings) ? "containers can run here" : "containers cannot run here");
    }

    /// <summary>How a finding is, in a word.</summary>
    public static string WordOf(Finding finding) => finding.Problem switch
    {
        null => "ok",
        { Severity: DiagnosticSeverity.Error } => "error",
        _ => "warning",
    };
}

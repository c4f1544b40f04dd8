using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Containers.Checks;
using Operon.Host;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>doctor</c>: tells whether containers run on this machine, and what would make it better.</summary>
internal static class DoctorCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var format = RunsCommand.FormatOptions();
        var command = new Command("doctor", "Tell whether containers run here, and what is missing") { format.Json, format.Output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.WantsJson(format), parsed.DataDir(), surroundings, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool json, string? dataDir, Surroundings surroundings, CancellationToken cancellation)
    {
        // What an ordinary user may do shows in the namespace where that user's containers run.
        var refused = surroundings.PrepareForContainers();
        if (!DataDirectory.Choose(dataDir, surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out var error) || (error = data.Refusal()) is not null)
        {
            DiagnosticPrinter.Print(error, surroundings);
            return 1;
        }

        var findings = await Doctor.ExamineAsync(new Examined { SearchPath = surroundings.Variable("PATH"), Folder = data.Containers, Time = surroundings.Clock, Refused = refused });
        if (json) await DoctorJson.WriteAsync(findings, surroundings.Output, cancellation);
        else
        {
            await using var text = RunsCommand.Writer(surroundings);
            DoctorText.Write(findings, text);
        }

        return CanRun(findings) ? 0 : 1;
    }

    /// <summary>Whether nothing was found that keeps containers from running.</summary>
    public static bool CanRun(IEnumerable<Finding> findings) => findings.All(f => f.Problem is not { Severity: DiagnosticSeverity.Error });
}

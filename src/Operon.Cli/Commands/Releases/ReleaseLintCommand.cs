using System.CommandLine;
using System.Globalization;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Sdk;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>release lint</c>: evaluates a package file and tells what it declares.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseLintCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "The package file" };
        var command = new Command("lint", "Evaluate a package file and tell what it declares") { file };
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetRequiredValue(file);
            return ReleaseContext.ReadAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, surroundings, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        var packages = session.PackagesPrintingTo(line => ReleaseContext.Write(surroundings, line.Message));
        if (!(await packages.LoadAsync(reference.Package, stop)).TryGet(out var package, out failure)) return failure;
        foreach (var phase in package.Phases)
        {
            if (Describe(phase) is { } line) ReleaseContext.Write(surroundings, line);
        }

        if (!package.Tasks.Any()) ReleaseContext.Write(surroundings, "No release configured");
        foreach (var dead in InputReview.Of(package, p => ReleaseNumbers.Of(session.Work.State.View, p).Count > 0)) DiagnosticPrinter.Print(Standpoint.Of(session).Spell(dead), surroundings);
        ReleaseContext.Write(surroundings, "Config file evaluated successfully");
        return 0;
    }

    private static string? Describe(PhaseDeclaration phase) => phase switch
    {
        { Name.Length: > 0 } or { Tasks.Length: > 1 } => string.Create(CultureInfo.InvariantCulture, $"Phase \"{phase.Name}\": {phase.Tasks.Length} tasks"),
        { Tasks: [{ IsDeployment: true } deployment] } => $"Deployment to \"{deployment.Name}\"",
        { Tasks: [var task] } => $"Task: \"{task.Name}\"",
        _ => null,
    };
}

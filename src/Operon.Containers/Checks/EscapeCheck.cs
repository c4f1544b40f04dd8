using System.Runtime.Versioning;
using Operon.Containers.Oci;
using Operon.Host.Processes;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Checks;

/// <summary>Whether programs in containers can break out of the installed OCI runtimes.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class EscapeCheck : ICheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IEnumerable<Finding>> RunAsync(Examined machine) => await Task.WhenAll(machine.Programs.Select(p => FindAsync(p, machine)));

    private static async Task<Finding> FindAsync(OciProgram program, Examined machine)
    {
        if (RuntimeVersion.Parse(await AskAsync(program, machine.Time)) is not { } version) return new Finding(program.Name, $"{program.Path} does not tell its version");
        var holes = KnownEscapes.Of(program.Name, version).ToList();
        var message = $"version {version.Text}";
        return holes.Count == 0
            ? new Finding(program.Name, message + ", no escape known")
            : new Finding(program.Name, message, new Diagnostic(CheckRules.KnownEscape, $"programs in containers can break out of {program.Name} {version.Text}: {string.Join(", ", holes.Select(h => h.Name))}")
            {
                Expected = $"{program.Name} {holes[^1].FixedIn}" + (version.Distribution is null ? "" : ", or a later package of the distribution that has the corrections"),
                Fix = program.Name == machine.Programs[0].Name ? "upgrade it, and run images and ops that you trust only" : $"upgrade it; it is used only where {machine.Programs[0].Name} does not work",
            });
    }

    private static async Task<string> AskAsync(OciProgram program, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return (await new ProcessRunner(time).RunAsync(new HelperProgram(program.Path, "--version"), patience.Token)).TryGet(out var said, out _) ? said.Output.ToString() : "";
        }
        catch (OperationCanceledException)
        {
            // A program that does not answer has no version.
            return "";
        }
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Operon.Cli;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host;
using Operon.Text.Diagnostics;

var surroundings = new Surroundings
{
    ProgramName = ProgramName.Find(),
    WorkingDirectory = Environment.CurrentDirectory,
    Variable = Environment.GetEnvironmentVariable,
    Variables = Variables,
    Output = StandardStream.Output(),
    Error = new StreamWriter(StandardStream.Error(), TerminalText.EncodingOf(2, Environment.GetEnvironmentVariable)) { AutoFlush = true },
    Style = DiagnosticStyle.Of(2, Environment.GetEnvironmentVariable, GlobalOptions.IsColourRefused(args, Environment.GetEnvironmentVariable)),
    ReadLine = new LineEditor().Read,
    Clock = TimeProvider.System,
    Input = StandardInput.Open,
    IsTerminal = !Console.IsOutputRedirected,
    IsInputTerminal = !Console.IsInputRedirected,
    PrepareForContainers = () => OrdinaryUser.Prepare(args),
};
if (!OperatingSystem.IsLinux())
{
    DiagnosticPrinter.Print(
        new Diagnostic(HostRules.NotLinux, $"containers are made by the kernel of Linux, and this is {RuntimeInformation.OSDescription}")
        {
            Fix = "start it in a machine with Linux: on Windows in WSL 2, on a Mac in a virtual machine",
        },
        surroundings);
    return 1;
}

return await CommandLine.RunAsync(args, surroundings);

static ImmutableSortedDictionary<string, string> Variables()
{
    var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
    foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables()) all[(string)variable.Key] = (string?)variable.Value ?? "";
    return all.ToImmutable();
}

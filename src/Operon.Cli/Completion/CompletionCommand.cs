using System.CommandLine;
using System.Text;

namespace Operon.Cli.Completion;

/// <summary><c>completion SHELL</c>: prints what a shell must read so that it completes the words of this program.</summary>
internal static class CompletionCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a script that lets a shell complete commands, ops, inputs and runs") { shell };
        command.SetAction((parsed, cancellation) => surroundings.Output.WriteAsync(Encoding.UTF8.GetBytes(Script(parsed.GetRequiredValue(shell), surroundings.ProgramName)), cancellation).AsTask());
        return command;
    }

    // It completes the name it was asked under.
    private static string Script(string shell, string program)
    {
        using var script = new StreamReader(typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")!);
        var word = new string([.. program.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        return script.ReadToEnd().Replace("@WORD@", word, StringComparison.Ordinal).Replace("@NAME@", program, StringComparison.Ordinal);
    }
}

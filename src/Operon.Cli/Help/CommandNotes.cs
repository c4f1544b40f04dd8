namespace Operon.Cli.Help;

/// <summary>What a command's help says besides its parts. A line that begins with a blank stays as it is.</summary>
internal static class CommandNotes
{
    /// <summary>The paragraphs.</summary>
    /// <param name="path">The command's name below the program's.</param>
    /// <param name="program">What the program is called.</param>
    public static IEnumerable<string> Of(string path, string program) => path switch
    {
        "" =>
        [
            $"'{program} COMMAND --help' and '{program} help COMMAND' explain a command.",
            $"'{program} help TOPIC' explains: {string.Join(", ", HelpTopics.All.Select(t => t.Name))}.",
        ],
        "help" => ["Topics:\n" + string.Join('\n', HelpTopics.All.Select(t => $"  {t.Name,-10} {t.Description}"))],
        "completion" =>
        [
            "To have it in every new shell:",
            $"  bash   add to ~/.bashrc:  source <({program} completion bash)",
            $"  zsh    add to ~/.zshrc, behind compinit if it is there:\n           source <({program} completion zsh)",
            $"  fish   {program} completion fish > ~/.config/fish/completions/{program}.fish",
            $"  pwsh   add to $PROFILE:\n           {program} completion pwsh | Out-String | Invoke-Expression",
        ],
        "run" => [$"'{program} help inputs' tells where inputs come from, '{program} help refs' where ops are found."],
        _ => [],
    };
}

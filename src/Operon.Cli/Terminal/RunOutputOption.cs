using System.CommandLine;

namespace Operon.Cli.Terminal;

/// <summary>The option <c>--output</c> of commands that show runs.</summary>
internal static class RunOutputOption
{
    public const string Text = "text";
    public const string Json = "json";
    public const string Ndjson = "ndjson";
    private const string GitHub = "github";
    private const string GitLab = "gitlab";

    /// <summary>The option.</summary>
    /// <param name="more">What it takes besides, and what for; nothing for most commands.</param>
    /// <param name="description">What follows its description.</param>
    public static Option<string?> Create(string? more = null, string description = "")
    {
        var option = new Option<string?>("--output")
        {
            Description = $"How to show it: text, ndjson (one JSON object a line), github or gitlab (groups and annotations; chosen in their jobs unless this says otherwise){description}",
            HelpName = "FORMAT",
        };
        option.AcceptOnlyFromAmong(more is null ? [Text, Ndjson, GitHub, GitLab] : [Text, Ndjson, GitHub, GitLab, more]);
        return option;
    }

    /// <summary>What was asked for, or else what suits where the program runs: the logs of two services have groups, which nobody else understands.</summary>
    public static RunFormat Choose(string? word, Surroundings surroundings) => word switch
    {
        Ndjson => RunFormat.Ndjson,
        GitHub => RunFormat.GitHub,
        GitLab => RunFormat.GitLab,
        Text => RunFormat.Text,
        _ when surroundings.IsOpctl || surroundings.IsTerminal => RunFormat.Text,
        _ when surroundings.Variable("GITHUB_ACTIONS") == "true" => RunFormat.GitHub,
        _ when surroundings.Variable("GITLAB_CI") == "true" => RunFormat.GitLab,
        _ => RunFormat.Text,
    };
}

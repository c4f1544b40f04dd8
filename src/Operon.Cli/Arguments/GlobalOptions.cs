using System.CommandLine;

namespace Operon.Cli.Arguments;

/// <summary>The options that every command has, before its name or behind it; those of opctl (specification, section 3).</summary>
internal static class GlobalOptions
{
    /// <summary>Where everything is kept.</summary>
    public const string DataDirName = "--data-dir";

    private const string NoColor = "--no-color";

    /// <summary>Gives them to all commands.</summary>
    public static void AddTo(RootCommand root, Surroundings surroundings)
    {
        Option[] options =
        [
            new Option<string?>("--api-listen-address") { Description = "Where the API of a node listens; no effect yet", HelpName = "ADDRESS" }.WithVariable("API_LISTEN_ADDRESS", surroundings),
            ContainerRuntime(surroundings),
            DataDir(),
            new Option<string?>("--dns-listen-address") { Description = "Where the name server of a node listens; no effect yet", HelpName = "ADDRESS" }.WithVariable("DNS_LISTEN_ADDRESS", surroundings),
            new Option<bool>(NoColor) { Description = "Print without colours" }.WithVariable("NO_COLOR", surroundings),
        ];
        foreach (var option in options)
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    /// <summary>Whether colours are refused, asked before the words are understood: what is wrong with them is told without colours, too.</summary>
    public static bool IsColourRefused(IEnumerable<string> words, Func<string, string?> variable)
    {
        foreach (var word in words.TakeWhile(w => w != "--"))
        {
            if (word == NoColor) return true;
            if (word.StartsWith(NoColor + "=", StringComparison.Ordinal)) return TruthWord.Parse(word[(NoColor.Length + 1)..]) != false;
        }

        return OptionVariables.Prefixes.Any(p => variable(p + "NO_COLOR") is { Length: > 0 } value && TruthWord.Parse(value) == true);
    }

    /// <summary>What <c>--data-dir</c> says; null when it is not given.</summary>
    public static string? DataDir(this ParseResult parsed) => parsed.GetValue<string?>(DataDirName);

    // opctl takes any word for docker; a mistyped one should not run elsewhere than was meant.
    private static Option<string?> ContainerRuntime(Surroundings surroundings)
    {
        var option = new Option<string?>("--container-runtime") { Description = "What runs containers: embedded, or docker, which counts as embedded for now", HelpName = "NAME" }.WithVariable("CONTAINER_RUNTIME", surroundings);
        option.CompletionSources.Add("embedded", "docker");
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not (null or "embedded" or "docker")) result.AddError($"there is no container runtime '{result.GetValueOrDefault<string?>()}' here: there is embedded, and docker, which counts as embedded for now");
        });
        return option;
    }

    // Its variables are known where the data directory is chosen.
    private static Option<string?> DataDir()
    {
        var option = new Option<string?>(DataDirName) { Description = "Where runs, images, containers and logins are kept", HelpName = "DIR" };
        option.Mention("DATA_DIR");
        return option;
    }
}

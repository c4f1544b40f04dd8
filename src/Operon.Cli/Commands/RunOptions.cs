using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Engine.Runs;

namespace Operon.Cli.Commands;

/// <summary>The options of commands that run an op: where inputs come from, what containers get, how it is shown.</summary>
internal sealed class RunOptions
{
    private readonly Surroundings surroundings;
    private readonly ContainerOptions containers = new();
    private readonly Option<string[]> arguments = new("--args", "-a")
    {
        Description = "An input as NAME=VALUE; may be given several times",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> argFile = new("--arg-file") { Description = "A YAML file of inputs", HelpName = "FILE" };
    private readonly Option<bool> noProgress = new("--no-progress") { Description = "Show lines only" };
    private readonly Option<int?> maxContainers = new("--max-containers") { Description = "Let parallel loops have so many containers at once; what is beside them in 'parallel' never waits", HelpName = "N" };

    /// <summary>Makes them for one command.</summary>
    /// <param name="surroundings">Where variables are.</param>
    /// <param name="output">The option that says how runs are shown.</param>
    public RunOptions(Surroundings surroundings, Option<string?> output)
    {
        this.surroundings = surroundings;
        Output = output;
        arguments.Mention("RUN_ARGS");
        argFile.WithVariable("RUN_ARG_FILE", surroundings, ".opspec/args.yml");
        noProgress.WithVariable("RUN_NO_PROGRESS", surroundings);
        maxContainers.Takes(count => count >= 1, "--max-containers must be at least 1");
    }

    /// <summary>How runs are shown.</summary>
    public Option<string?> Output { get; }

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[arguments, argFile, noProgress, maxContainers, Output]) command.Options.Add(option);
        containers.AddTo(command);
    }

    /// <summary>The values of <c>-a</c>.</summary>
    public string[] Words(ParseResult parsed)
    {
        // What is given counts before the variable, which holds one.
        var given = parsed.GetValue(arguments) ?? [];
        return OptionVariables.Find("RUN_ARGS", surroundings) is { } variable ? [variable, .. given] : given;
    }

    /// <summary>The argument file.</summary>
    public string ArgFile(ParseResult parsed) => parsed.GetValue(argFile)!;

    /// <summary>How many containers loops may have at once.</summary>
    public int? MaxContainers(ParseResult parsed, RecordedOptions recorded) => parsed.GetValue(maxContainers) ?? recorded.MaxContainers;

    /// <summary>What holds for all containers.</summary>
    public ContainerDefaults Containers(ParseResult parsed, RecordedOptions recorded) => containers.Read(parsed, surroundings.ProgramName, surroundings.Variable, recorded);

    /// <summary>How the run is shown.</summary>
    public RunDisplay Display(ParseResult parsed) => new(surroundings, parsed.GetValue(Output), isPicture: !parsed.GetValue(noProgress), isColourRefused: parsed.GetValue<bool>("--no-color"));
}

using System.CommandLine;
using Operon.Containers;
using Operon.Engine.Runs;
using Operon.Opspec.Declarations;
using Operon.Text;

namespace Operon.Cli.Arguments;

/// <summary>The options of <c>run</c> that hold for all its containers, unless the op says otherwise of one.</summary>
internal sealed class ContainerOptions
{
    private static readonly string[] Proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"];

    private readonly Option<bool> privileged = new("--privileged") { Description = "Give containers every capability and device that operon itself has" };
    private readonly Option<bool> openPorts = new("--open-ports") { Description = "Let other machines reach published ports too" };
    private readonly Option<string?> memory = new("--memory") { Description = "The most memory of each container: bytes, or as 512m, 2g", HelpName = "SIZE" };
    private readonly Option<double?> cpus = new("--cpus") { Description = "The most processors of each container; 0.5 is half of one", HelpName = "N" };
    private readonly Option<long?> pids = new("--pids") { Description = "The most processes and threads of each container", HelpName = "N" };

    public ContainerOptions()
    {
        memory.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<string?>() is { } text && Bytes(text) is null) option.AddError($"--memory {text} is no size: give bytes, or as 512m, 2g");
        });
        cpus.Takes(count => count is > 0 and < double.PositiveInfinity, "--cpus must be above 0");
        pids.Takes(count => count >= 1, "--pids must be at least 1");
    }

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[privileged, openPorts, memory, cpus, pids]) command.Options.Add(option);
    }

    /// <summary>What was said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="programName">Under the name <c>opctl</c>, containers have what that program gave them, where this machine can.</param>
    /// <param name="variable">Finds a variable of the user's environment.</param>
    /// <param name="recorded">What counts where nothing is said.</param>
    public ContainerDefaults Read(ParseResult parsed, string programName, Func<string, string?> variable, RecordedOptions recorded) => new()
    {
        Privileges = Said(parsed, privileged) is { } isPrivileged
            ? isPrivileged ? Privileges.All : Privileges.WhereAsked
            : programName == "opctl" && recorded.Privileges == Privileges.WhereAsked ? Privileges.AllWherePossible : recorded.Privileges,
        HasOpenPorts = Said(parsed, openPorts) ?? (recorded.HasOpenPorts || programName == "opctl"),
        Limits = new ContainerLimits(
            parsed.GetValue(memory) is { } text ? Bytes(text) : recorded.Limits.Memory,
            parsed.GetValue(cpus) ?? recorded.Limits.Cpus,
            parsed.GetValue(pids) ?? recorded.Limits.Pids),
        Environment = [.. Proxies.Where(n => variable(n) is not null).Select(n => new EnvironmentVariable(n, new ByteString(variable(n)!)))],
    };

    private static bool? Said(ParseResult parsed, Option<bool> option) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;

    private static long? Bytes(string text) => ByteSize.TryParse(text, out var bytes) && bytes > 0 ? bytes : null;
}

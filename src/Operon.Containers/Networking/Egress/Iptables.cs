using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using Operon.Host.Linux;
using Operon.Host.Processes;

namespace Operon.Containers.Networking.Egress;

/// <summary>
/// Lets the packets of an uplink through firewalls that were set up with <c>iptables</c>, such as dockerd's, which drops what it does
/// not know. No other table can undo a drop, so the rules have to stand there.
/// </summary>
/// <param name="host">The machine.</param>
/// <param name="program">The path of <c>iptables</c>.</param>
/// <param name="time">The clock.</param>
[UnsupportedOSPlatform("windows")]
internal sealed partial class Iptables(INetworkPlace host, string program, TimeProvider time)
{
    private const string OldTables = "/proc/thread-self/net/ip_tables_names";
    private const string Chain = "FORWARD";

    /// <summary>Those that are in use on the machine.</summary>
    /// <param name="host">The machine.</param>
    /// <param name="hasNewTables">Whether the newer kind of firewall has tables of <c>iptables</c>.</param>
    /// <param name="searchPath">Where the programs are.</param>
    /// <param name="time">The clock.</param>
    /// <returns>One for each, null for one whose program is not installed.</returns>
    public static IEnumerable<Iptables?> InUse(INetworkPlace host, bool hasNewTables, string? searchPath, TimeProvider time)
    {
        if (hasNewTables) yield return Find("iptables-nft");
        if (KernelSetting.TryReadFile(host, OldTables)?.Split('\n').Contains("filter") == true) yield return Find("iptables-legacy");

        Iptables? Find(string name) => (SystemProgram.Find(name, searchPath) ?? SystemProgram.Find("iptables", searchPath)) is { } found ? new Iptables(host, found, time) : null;
    }

    /// <summary>Lets packets through that come from a link, or go there in reply.</summary>
    /// <param name="link">The link; its name marks the rules too.</param>
    /// <param name="traces">Learns of the rules.</param>
    /// <returns>What went wrong; null: nothing.</returns>
    public async Task<string?> AllowAsync(string link, HostTraces traces)
    {
        string[][] rules =
        [
            ["-i", link, "-m", "comment", "--comment", link, "-j", "ACCEPT"],
            ["-o", link, "-m", "comment", "--comment", link, "-j", "ACCEPT"],
        ];
        foreach (var rule in rules)
        {
            traces.Add(new HostTrace(program, ["-w", "-C", Chain, .. rule], ["-w", "-D", Chain, .. rule]));
            if (await RunAsync(["-w", "-I", Chain, .. rule]) is { ExitCode: not 0 } failed) return Encoding.UTF8.GetString(failed.Error.Span).Trim();
        }

        return null;
    }

    /// <summary>Removes the rules of engines that were killed, whose reaper was too.</summary>
    /// <param name="isAlive">Whether a link is there still.</param>
    public async Task RemoveLeftoversAsync(Func<string, bool> isAlive)
    {
        if (await RunAsync(["-w", "-S", Chain]) is not { ExitCode: 0 } listed) return;
        foreach (var line in Encoding.UTF8.GetString(listed.Output.Span).Split('\n'))
        {
            if (OwnRule().Match(line) is not { Success: true } rule || isAlive(rule.Groups["link"].Value)) continue;
            await RunAsync(["-w", "-D", Chain, .. rule.Groups["rule"].Value.Replace("\"", "", StringComparison.Ordinal).Split(' ')]);
        }
    }

    private async Task<HelperResult?> RunAsync(IReadOnlyList<string> arguments)
    {
        var run = await new ProcessRunner(time).RunAsync(new HelperProgram(program, arguments) { Network = host }, CancellationToken.None);
        return run.IsOk ? run.Value : null;
    }

    [GeneratedRegex($"^-A {Chain} (?<rule>.* --comment \"?(?<link>operon[0-9a-f]{{8}})\"? .*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnRule();
}

using System.Runtime.Versioning;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Checks;

/// <summary>Whether memory, processors and processes of containers can be limited.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class CgroupCheck : ICheck
{
    private const string Name = "limits";
    private const string Root = "/sys/fs/cgroup";

    private static readonly string[] Controllers = ["cpu", "memory", "pids"];

    public Task<IEnumerable<Finding>> RunAsync(Examined machine) => Task.FromResult<IEnumerable<Finding>>([Find(machine)]);

    private static Finding Find(Examined machine)
    {
        var unified = machine.Read($"{Root}/cgroup.controllers")?.Split(' ', StringSplitOptions.TrimEntries);
        var version = unified is not null ? "version 2" : machine.Has($"{Root}/unified") ? "version 1, with the second beside it" : "version 1";
        var message = $"control groups of {version}";
        if (machine.IsOrdinary) return new Finding(Name, $"{message}; limits are for root");
        var missing = Controllers.Where(c => unified is not null ? !unified.Contains(c) : !machine.Has($"{Root}/{c}")).ToList();
        return missing.Count == 0 ? new Finding(Name, message) : new Finding(Name, message, new Diagnostic(CheckRules.NoLimits, $"containers cannot be limited: there is no controller {string.Join(", ", missing)}")
        {
            Expected = $"control groups with {string.Join(", ", Controllers)} at {Root}",
            Fix = "on a machine, see what the kernel was started with (cgroup_disable); in a container, give it control groups of its own",
        });
    }
}

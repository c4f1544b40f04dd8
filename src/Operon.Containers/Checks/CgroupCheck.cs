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
        if (missing.Count == 0) return new Finding(Name, message, unified is null ? null : NotDelegated(machine));
        return new Finding(Name, message, new Diagnostic(CheckRules.NoLimits, $"containers cannot be limited: there is no controller {string.Join(", ", missing)}")
        {
            Expected = $"control groups with {string.Join(", ", Controllers)} at {Root}",
            Fix = "on a machine, see what the kernel was started with (cgroup_disable); in a container, give it control groups of its own",
        });
    }

    // The second version has controllers in groups only where the group above passes them on; no group but the machine's own may do so and hold processes.
    private static Diagnostic? NotDelegated(Examined machine)
    {
        const string passedOn = $"{Root}/cgroup.subtree_control";
        if (machine.Read(passedOn) is not { } text) return null;
        var missing = Controllers.Except(text.Split(' ', StringSplitOptions.TrimEntries), StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return null;
        var isMachines = !machine.Has($"{Root}/cgroup.type");
        var why = machine.WhyNotWritable(passedOn) is { } reason ? $"{passedOn} cannot be written: {reason}"
            : !isMachines && !string.IsNullOrWhiteSpace(machine.Read($"{Root}/cgroup.procs")) ? $"{Root} is not the machine's own group and holds processes itself"
            : null;
        return why is null ? null : new Diagnostic(CheckRules.NoLimits, $"containers cannot be limited: {string.Join(", ", missing)} are not delegated; {why}")
        {
            Expected = $"control groups at {Root} that are Operon's to divide",
            Fix = "in a container, give it control groups of its own that it may write (docker run --privileged --cgroupns private), and move its processes into a group below; in a service of systemd, set Delegate=yes",
        };
    }
}

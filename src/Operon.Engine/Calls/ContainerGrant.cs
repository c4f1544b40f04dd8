using System.Collections.Immutable;
using Operon.Containers;
using Operon.Engine.Runs;
using Operon.Opspec.Declarations;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Calls;

/// <summary>What a container is given of the machine, from what its call asks for and what holds for the run.</summary>
/// <param name="IsPrivileged">Whether it has all that the engine has.</param>
/// <param name="Limits">What it may use.</param>
/// <param name="Ports">Which ports of the machine lead to it.</param>
internal sealed record ContainerGrant(bool IsPrivileged, ContainerLimits Limits, ImmutableArray<PortPublication> Ports)
{
    /// <summary>Decides it.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="defaults">What holds for the run.</param>
    /// <param name="capabilities">What the runtime can give.</param>
    /// <returns>The grant, or <see cref="EngineRules.NotHere"/>, or <see cref="EngineRules.CallRefused"/>.</returns>
    public static Result<ContainerGrant> Decide(ContainerCallDeclaration call, ContainerDefaults defaults, RuntimeCapabilities capabilities)
    {
        var isPrivileged = call.Privileged || defaults.Privileges == Privileges.All || (defaults.Privileges == Privileges.AllWherePossible && capabilities.HasPrivileged);
        if (isPrivileged && !capabilities.HasPrivileged) return NotHere("a privileged container", "run it as root, or remove 'privileged'");

        var limits = new ContainerLimits(call.Limits?.Memory ?? defaults.Limits.Memory, call.Limits?.Cpus ?? defaults.Limits.Cpus, call.Limits?.Pids ?? defaults.Limits.Pids);
        if (limits != ContainerLimits.None && !capabilities.HasLimits) return NotHere("limits of memory, processors and processes", "run it as root, or remove the limits");

        var ports = ImmutableArray.CreateBuilder<PortPublication>(call.Ports.Length);
        foreach (var port in call.Ports)
        {
            if (!PortRange.TryParse(port.Container, out var inside) || !PortRange.TryParse(port.Host, out var outside) || inside.Count != outside.Count)
            {
                return new Diagnostic(EngineRules.CallRefused, $"ports '{port.Container}' cannot be published at '{port.Host}'", port.HostSpan) { Expected = "ports such as 80, 80-90 or 53/udp, as many on both sides" };
            }

            ports.Add(new PortPublication(inside.First, outside.First)
            {
                Count = inside.Count,
                Protocol = inside.IsUdp || outside.IsUdp ? PortProtocol.Udp : PortProtocol.Tcp,
                IsOpenToOthers = defaults.HasOpenPorts,
            });
        }

        return new ContainerGrant(isPrivileged, limits, ports.MoveToImmutable());

        Diagnostic NotHere(string what, string fix) => new(EngineRules.NotHere, $"{what} cannot be had of {capabilities.Name} here: it is run by an ordinary user", call.Span) { Fix = fix };
    }
}

using System.Globalization;
using System.Runtime.Versioning;
using Operon.Containers.Networking;
using Operon.Containers.Oci;

namespace Operon.Containers.Checks;

/// <summary>How many containers run at once.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class CapacityCheck : ICheck
{
    public Task<IEnumerable<Finding>> RunAsync(Examined machine)
    {
        ContainerLimit[] limits = [MachineLimits.Find(machine.Read), EngineNetwork.MaxContainers];
        var limit = limits.MinBy(l => l.Count)!;
        return Task.FromResult<IEnumerable<Finding>>([new Finding("capacity", string.Create(CultureInfo.InvariantCulture, $"{limit.Count:N0} containers at once: {limit.Reason}"))]);
    }
}

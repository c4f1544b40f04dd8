using Operon.Host.Linux;
using Operon.Host.Owners;

namespace Operon.Containers.Networking.Egress;

/// <summary>What an engine's network has left on the machine so far. The reaper learns of each before it is made.</summary>
/// <param name="reaper">Removes it when the engine is killed; null: the next engine does.</param>
internal sealed class HostTraces(Reaper? reaper)
{
    private readonly List<(HostTrace Trace, IDisposable? Entrusted)> all = [];

    /// <summary>What there is.</summary>
    public IEnumerable<HostTrace> All => all.Select(t => t.Trace);

    /// <summary>Tells of something that is about to be made.</summary>
    public void Add(HostTrace trace) => all.Add((trace, reaper?.Entrust(trace.Command)));

    /// <summary>Removes all of it.</summary>
    public async Task RemoveAsync(INetworkPlace host, TimeProvider time)
    {
        foreach (var (trace, entrusted) in all)
        {
            await trace.RemoveAsync(host, time);
            entrusted?.Dispose();
        }

        all.Clear();
    }
}

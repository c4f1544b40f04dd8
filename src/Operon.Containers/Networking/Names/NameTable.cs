using System.Collections.Immutable;
using System.Net;

namespace Operon.Containers.Networking.Names;

/// <summary>The names of the containers that run. Case does not matter.</summary>
internal sealed class NameTable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<IPAddress, string> reverse = [];

    /// <summary>Gives a container its names.</summary>
    /// <param name="address">The container.</param>
    /// <param name="names">The first is its own; the others it may share with others.</param>
    public void Add(IPAddress address, IReadOnlyList<string> names)
    {
        lock (gate)
        {
            reverse[address] = names[0];
            foreach (var name in names)
            {
                var entry = entries.GetValueOrDefault(name) ?? (entries[name] = new Entry());
                if (!entry.Addresses.Contains(address)) entry.Addresses = entry.Addresses.Add(address);
            }
        }
    }

    /// <summary>Takes them away.</summary>
    public void Remove(IPAddress address, IReadOnlyList<string> names)
    {
        lock (gate)
        {
            reverse.Remove(address);
            foreach (var name in names)
            {
                if (!entries.TryGetValue(name, out var entry)) continue;
                entry.Addresses = entry.Addresses.Remove(address);
                if (entry.Addresses.IsEmpty) entries.Remove(name);
            }
        }
    }

    /// <summary>The containers of a name, another one first each time; none when there is no such name.</summary>
    public ImmutableArray<IPAddress> Find(string name)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(name, out var entry)) return [];
            var first = (int)(entry.Turn++ % (uint)entry.Addresses.Length);
            return [.. entry.Addresses[first..], .. entry.Addresses[..first]];
        }
    }

    /// <summary>The own name of the container at an address; null when there is none.</summary>
    public string? NameOf(IPAddress address)
    {
        lock (gate) return reverse.GetValueOrDefault(address);
    }

    private sealed class Entry
    {
        public ImmutableArray<IPAddress> Addresses { get; set; } = [];

        public uint Turn { get; set; }
    }
}

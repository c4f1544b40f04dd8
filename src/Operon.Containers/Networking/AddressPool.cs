using System.Collections;

namespace Operon.Containers.Networking;

/// <summary>Gives out places in a subnet. One that was given back is used again only after all the others.</summary>
/// <param name="first">The first place.</param>
/// <param name="count">How many there are.</param>
internal sealed class AddressPool(int first, int count)
{
    private readonly Lock gate = new();
    private readonly BitArray used = new(count);
    private int next;

    /// <summary>A free place; null when there is none.</summary>
    public int? Take()
    {
        lock (gate)
        {
            for (var i = 0; i < count; i++)
            {
                var place = (next + i) % count;
                if (used[place]) continue;
                used[place] = true;
                next = place + 1;
                return first + place;
            }

            return null;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Return(int place)
    {
        lock (gate) used[place - first] = false;
    }
}

namespace Operon.Text.Patterns;

/// <summary>A set of small numbers that is emptied at no cost and keeps the order of addition.</summary>
internal sealed class InstructionSet(int capacity)
{
    private readonly int[] items = new int[capacity];
    private readonly int[] places = new int[capacity];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Items => items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Adds a number unless it is there.</summary>
    public void Add(int item)
    {
        var place = places[item];
        if (place < Count && items[place] == item) return;
        places[item] = Count;
        items[Count++] = item;
    }
}

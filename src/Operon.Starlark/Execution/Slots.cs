using System.Runtime.CompilerServices;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>
/// Access to the variables of a call, which lie in a row in the thread's stack of values. The compiler gave out their
/// numbers, and the row is as long as it said, so the bounds are not checked again.
/// </summary>
internal static class Slots
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Value At(ref Value slots, int slot) => ref Unsafe.Add(ref slots, (nint)(uint)slot);

    /// <summary>
    /// Stores a value. A store of a reference into the heap has to tell the collector; a variable mostly keeps its type, so a
    /// number that replaces a number has the same reference and only the bits change.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref Value slot, Value value)
    {
        if (ReferenceEquals(slot.Reference, value.Reference)) Unsafe.AsRef(in slot.Bits) = value.Bits;
        else slot = value;
    }

    public static Cell CellAt(ref Value slots, int slot) => Unsafe.As<Cell>(At(ref slots, slot).Reference!);
}

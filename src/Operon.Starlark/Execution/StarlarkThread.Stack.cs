using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <content>
/// The stack of values: the variables of the active calls, and what is passed to builtins. It is made of segments that stay
/// where they are, so that a call may hold a reference to its first variable. What is above the top is always empty.
/// </content>
public sealed partial class StarlarkThread
{
    private const int SegmentLength = 1 << 13;

    private readonly Stack<(Value[] Segment, int Top)> full = new();
    private Value[] segment = new Value[256];

    // From 1, so that only a later segment can become empty.
    private int top = 1;

    /// <summary>Takes room at the top, which is empty.</summary>
    /// <param name="count">How much; at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref Value Push(int count)
    {
        var start = top;
        if (start + count > segment.Length) return ref PushSegment(count);
        top = start + count;
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(segment), start);
    }

    /// <summary>Gives back what <see cref="Push"/> gave last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Pop(ref Value values, int count)
    {
        for (var i = 0; i < count; i++) Unsafe.Add(ref values, i) = default;
        top -= count;
        if (top == 0) PopSegment();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref Value PushSegment(int count)
    {
        full.Push((segment, top));
        segment = new Value[Math.Max(SegmentLength, count)];
        top = count;
        return ref segment[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PopSegment() => (segment, top) = full.Pop();

    // Back to where an outer call was, after an error left the ones within.
    private void Unwind(Value[] outerSegment, int outerTop, int outerDepth)
    {
        while (segment != outerSegment) PopSegment();
        Array.Clear(segment, outerTop, segment.Length - outerTop);
        top = outerTop;
        for (; depth > outerDepth; depth--) deepActive?.Remove(active[depth - 1]);
    }
}

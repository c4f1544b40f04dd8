using System.Runtime.CompilerServices;

namespace Operon.Starlark.Execution;

/// <content>What an evaluation may use. It is looked at from time to time, at calls and turns of loops.</content>
public sealed partial class StarlarkThread
{
    // How many calls and turns pass between two looks at the limits; a turn may allocate much.
    private const int Interval = 1000;
    private const int AllocatingInterval = 50;

    // So many turns of a loop are not worth counting.
    private const int Few = 64;

    // So much text, hashed or compared as a whole, is as much work as an element.
    internal const int LongText = 1 << 12;

    // So many bytes at once are asked for before they are taken.
    private const int Much = 1 << 16;

    [ThreadStatic]
    private static StarlarkThread? current;

    // How many calls may be active here now.
    private int deepest = 30_000;
    private int fuel;
    private long steps;
    private long allocated;
    private long allocationStart;

    /// <summary>Ends the evaluation from outside; then an <see cref="OperationCanceledException"/> comes out of it. Another one may be set when nothing runs.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>
    /// How many steps it may take in all; then an error ends it. A step is a call, a turn of a loop, or an element that a builtin, a
    /// comparison or the text of a value goes through, unless these are few; or four kilobytes of text that are hashed or compared.
    /// </summary>
    public long StepLimit { get; init; } = long.MaxValue;

    /// <summary>
    /// How many calls may be active at once, and files that load each other; one more is an error. An evaluation that a builtin or a loader begins
    /// within another may not go deeper than that one either.
    /// </summary>
    public int DepthLimit
    {
        get;
        init => field = deepest = value;
    } = 30_000;

    /// <summary>How many bytes it may allocate in all, whether they are still in use or not; a little more is an error.</summary>
    public long AllocationLimit { get; init; } = long.MaxValue;

    /// <summary>How many steps it has taken.</summary>
    public long Steps => steps - Math.Max(fuel, 0);

    /// <summary>A turn of a loop, or a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Step()
    {
        if (--fuel < 0 || Cancellation.IsCancellationRequested) Refuel();
    }

    /// <summary>
    /// Elements that the evaluation of this thread of the system goes through within one step: where it may be very many, because
    /// values hold others many times. They count as steps.
    /// </summary>
    internal static void Spend(int elements)
    {
        if (current is { } thread && ((thread.fuel -= elements) < 0 || thread.Cancellation.IsCancellationRequested)) thread.Refuel();
    }

    /// <summary>A turn of a loop through elements that may be few: it is the last of so many that count, or it does not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SpendTurn(int turn)
    {
        if (turn % Few == Few - 1) Spend(Few);
    }

    /// <summary>Text that the evaluation of this thread of the system hashes or compares within one step. Much of it counts as steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SpendText(int length)
    {
        if (length >= LongText) Spend(length / LongText);
    }

    /// <summary>Is asked before much memory is taken at once: ends the evaluation if it shall end, or if it may not have so much.</summary>
    internal static void Reserve(long bytes)
    {
        if (bytes >= Much) current?.Allow(bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuel()
    {
        Cancellation.ThrowIfCancellationRequested();
        var used = Steps - Math.Min(fuel, 0);
        if (used > StepLimit)
        {
            fuel = 0;
            throw new StarlarkException("Starlark computation cancelled: too many steps");
        }

        if (AllocationLimit != long.MaxValue)
        {
            PauseAllocation();
            ResumeAllocation();
            Allow(0);
        }

        fuel = (int)Math.Min(AllocationLimit == long.MaxValue ? Interval : AllocatingInterval, StepLimit - used);
        steps = used + fuel;
    }

    private void Allow(long bytes)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (AllocationLimit == long.MaxValue) return;
        if (allocated + (GC.GetAllocatedBytesForCurrentThread() - allocationStart) + bytes <= AllocationLimit) return;
        throw new StarlarkException("Starlark computation cancelled: too much memory allocated");
    }

    // The count of what was allocated is one of the thread of the system, which may change.
    private void PauseAllocation() => allocated += GC.GetAllocatedBytesForCurrentThread() - allocationStart;

    private void ResumeAllocation() => allocationStart = GC.GetAllocatedBytesForCurrentThread();
}

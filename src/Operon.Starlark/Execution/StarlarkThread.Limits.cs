using System.Runtime.CompilerServices;

namespace Operon.Starlark.Execution;

/// <content>What an evaluation may use. It is looked at from time to time, at calls and turns of loops.</content>
public sealed partial class StarlarkThread
{
    // How many calls and turns pass between two looks at the limits; a turn may allocate much.
    private const int Interval = 1000;
    private const int AllocatingInterval = 50;

    private int fuel;
    private long steps;
    private long allocated;
    private long allocationStart;

    /// <summary>Ends the evaluation from outside; then an <see cref="OperationCanceledException"/> comes out of it.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>How many calls and turns of loops it may take in all; then an error ends it.</summary>
    public long StepLimit { get; init; } = long.MaxValue;

    /// <summary>How many calls may be active at once; one more is an error.</summary>
    public int DepthLimit { get; init; } = 30_000;

    /// <summary>How many bytes it may allocate in all, whether they are still in use or not; a little more is an error.</summary>
    public long AllocationLimit { get; init; } = long.MaxValue;

    /// <summary>How many calls and turns of loops it has taken.</summary>
    public long Steps => steps - Math.Max(fuel, 0);

    /// <summary>A turn of a loop, or a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Step()
    {
        if (--fuel < 0) Refuel();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refuel()
    {
        Cancellation.ThrowIfCancellationRequested();
        if (steps >= StepLimit)
        {
            fuel = 0;
            throw new StarlarkException("Starlark computation cancelled: too many steps");
        }

        if (AllocationLimit != long.MaxValue)
        {
            if (steps == 0) ResumeAllocation();
            PauseAllocation();
            ResumeAllocation();
            if (allocated > AllocationLimit) throw new StarlarkException("Starlark computation cancelled: too much memory allocated");
        }

        var next = (int)Math.Min(AllocationLimit == long.MaxValue ? Interval : AllocatingInterval, StepLimit - steps);
        steps += next;
        fuel = next - 1;
    }

    // The count of what was allocated is one of the thread of the system, which may change.
    private void PauseAllocation() => allocated += GC.GetAllocatedBytesForCurrentThread() - allocationStart;

    private void ResumeAllocation() => allocationStart = GC.GetAllocatedBytesForCurrentThread();
}

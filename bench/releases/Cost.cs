using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Operon.Releases.Bench;

/// <summary>What programs cost: the time that passed, and what they and all they started took of the processor.</summary>
/// <param name="Elapsed">Seconds that passed. On a machine with other work to do they say little.</param>
/// <param name="Processor">Seconds of the processor.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly partial record struct Cost(double Elapsed, double Processor)
{
    private const int Children = -1;

    /// <summary>Measures programs that have ended when the task has.</summary>
    public static async Task<Cost> OfAsync(Func<Task> work)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), OfChildren());
        await work();
        return new Cost(Stopwatch.GetElapsedTime(start).TotalSeconds, OfChildren() - before);
    }

    /// <summary>The least of each: whatever else the machine did only ever added to it.</summary>
    public static Cost Least(IReadOnlyCollection<Cost> costs) => new(costs.Min(c => c.Elapsed), costs.Min(c => c.Processor));

    public static Cost operator +(Cost a, Cost b) => new(a.Elapsed + b.Elapsed, a.Processor + b.Processor);

    public static Cost operator -(Cost a, Cost b) => new(a.Elapsed - b.Elapsed, a.Processor - b.Processor);

    private static double OfChildren()
    {
        Span<long> usage = stackalloc long[18];
        if (GetUsage(Children, ref usage[0]) != 0) throw new InvalidOperationException("getrusage fails");
        return usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, ref long usage);
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Operon.Engine.Bench;

/// <summary>What something cost.</summary>
/// <param name="Wall">How long it took.</param>
/// <param name="Processor">How long processors were busy with it, which other work on the machine changes less.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cost(TimeSpan Wall, TimeSpan Processor)
{
    public static Cost None => new(TimeSpan.MaxValue, TimeSpan.MaxValue);

    public static (long, TimeSpan) Start() => (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    public static Cost Since((long At, TimeSpan Processor) start) => new(Stopwatch.GetElapsedTime(start.At), Environment.CpuUsage.TotalTime - start.Processor);

    public static Cost Best(int times, Action action)
    {
        var best = None;
        for (var i = 0; i < times; i++)
        {
            var start = Start();
            action();
            best = best.OrLess(Since(start));
        }

        return best;
    }

    public Cost OrLess(Cost other) => other.Wall < Wall ? other : this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall.TotalMilliseconds:N1} ms ({Processor.TotalMilliseconds:N0} ms busy)");
}

using System.Globalization;

namespace Operon.Releases.Bench;

/// <summary>Prints figures beside what they are to be, and counts those that miss it.</summary>
internal sealed class Goals
{
    /// <summary>How many goals were missed.</summary>
    public int Missed { get; private set; }

    /// <summary>What other programs of the machine take of it at this moment.</summary>
    public static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>A figure that must not be greater than another.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="most">How great it may be.</param>
    /// <param name="unit">What it counts.</param>
    public void AtMost(string what, double figure, double most, string unit) =>
        Say(what, string.Create(CultureInfo.InvariantCulture, $"{figure:0.00} {unit} (goal: at most {most:0.##})"), figure <= most);

    /// <summary>
    /// What something costs, as a multiple of something else. Judged by the time that passed, or, where others keep the machine busy, by
    /// that of the processor.
    /// </summary>
    /// <param name="what">What was measured.</param>
    /// <param name="cost">What it costs.</param>
    /// <param name="yardstick">What the other costs.</param>
    /// <param name="most">How many times that it may be.</param>
    /// <param name="unit">What the other is.</param>
    public void AtMost(string what, Cost cost, Cost yardstick, double most, string unit)
    {
        var (elapsed, processor) = (cost.Elapsed / yardstick.Elapsed, cost.Processor / yardstick.Processor);
        Say(what, string.Create(CultureInfo.InvariantCulture, $"{elapsed:0.00} x {unit} in time, {processor:0.00} x in processor time (goal: at most {most:0.##})"), (IsBusy ? processor : elapsed) <= most);
    }

    /// <summary>Something that must be so.</summary>
    public void Holds(string what, bool isSo) => Say(what, isSo ? "yes" : "no", isSo);

    /// <summary>A figure without a goal.</summary>
    public static void Tell(string what, Cost cost) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"         {what}: {cost.Elapsed * 1000:0.0} ms, {cost.Processor * 1000:0.0} ms of the processor"));

    /// <summary>What one thing costs over another, where that is of interest and no goal.</summary>
    public static void Tell(string what, Cost cost, Cost other, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"         {what}: {cost.Elapsed / other.Elapsed:0.00} x {unit} in time, {cost.Processor / other.Processor:0.00} x in processor time"));

    private static bool IsBusy => double.Parse(Load, CultureInfo.InvariantCulture) > 1 + Environment.ProcessorCount;

    private void Say(string what, string figure, bool isMet)
    {
        if (!isMet) Missed++;
        Console.WriteLine($"{(isMet ? "met   " : "MISSED")}   {what}: {figure}");
    }
}

using System.Globalization;

namespace Operon.Steps.Bench;

/// <summary>How long processors have worked.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;
    private const int ChildUserField = 13;

    /// <summary>For the processes that a process has started, and that have ended.</summary>
    /// <param name="process">Its number, or <c>self</c>.</param>
    public static TimeSpan Below(string process)
    {
        // The name of the program comes first and may have spaces.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[ChildUserField], CultureInfo.InvariantCulture) + long.Parse(fields[ChildUserField + 1], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }
}

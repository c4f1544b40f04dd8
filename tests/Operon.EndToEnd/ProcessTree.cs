using System.Globalization;

namespace Operon.EndToEnd;

/// <summary>Processes of this machine with those that started them, as they were at one moment.</summary>
/// <param name="Process">Its number.</param>
/// <param name="StartTime">When it began, in the kernel's ticks: with the number it names a process for ever.</param>
/// <param name="Arguments">How it was started, each word followed by a zero byte.</param>
public sealed record ProcessTree(int Process, long StartTime, string Arguments)
{
    /// <summary>Whether it still goes on. One that has ended and only waits for its parent to take notice does not.</summary>
    public bool IsAlive => Stat(Process) is { } stat && stat.StartTime == StartTime && stat.State != 'Z';

    /// <summary>All processes below one.</summary>
    public static IReadOnlyList<ProcessTree> Below(int ancestor)
    {
        var known = Directory.GetDirectories("/proc").Select(d => Path.GetFileName(d)).Where(n => char.IsAsciiDigit(n[0]))
            .Select(n => int.Parse(n, CultureInfo.InvariantCulture)).Select(p => (Process: p, Stat: Stat(p))).Where(p => p.Stat is not null)
            .ToDictionary(p => p.Process, p => p.Stat!.Value);
        return [.. known.Where(p => IsBelow(p.Key)).Select(p => new ProcessTree(p.Key, p.Value.StartTime, Read(p.Key, "cmdline") ?? ""))];

        bool IsBelow(int process)
        {
            for (var at = process; known.TryGetValue(at, out var stat); at = stat.Parent)
            {
                if (stat.Parent == ancestor) return true;
            }

            return false;
        }
    }

    private static (char State, int Parent, long StartTime)? Stat(int process)
    {
        // The name, in brackets, may hold anything.
        var fields = Read(process, "stat") is { } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : [];
        return fields.Length < 20 ? null : (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static string? Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return null;
        }
    }
}

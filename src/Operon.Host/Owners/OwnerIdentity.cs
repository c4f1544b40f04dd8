using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Host.Linux;

namespace Operon.Host.Owners;

/// <summary>
/// Names one process for as long as a machine is up: a number alone is given again, together with the time of the
/// start and the boot it is not.
/// </summary>
/// <param name="ProcessId">Its number, as seen in its own namespace.</param>
/// <param name="StartTime">When it started, in clock ticks since the boot (field 22 of <c>/proc/PID/stat</c>).</param>
/// <param name="BootId">Which boot (<c>/proc/sys/kernel/random/boot_id</c>).</param>
/// <param name="ProcessNamespace">In which namespace the number holds, such as <c>pid:[4026531836]</c>.</param>
public sealed record OwnerIdentity(int ProcessId, long StartTime, string BootId, string ProcessNamespace)
{
    private const int MostAncestors = 1_000;
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    private static readonly Lazy<OwnerIdentity> Own = new(() => new OwnerIdentity(Environment.ProcessId, ReadStat("self")?.StartTime ?? 0, CurrentBoot(), CurrentNamespace()));

    /// <summary>This process, which stays the same for as long as it runs.</summary>
    public static OwnerIdentity Current() => Own.Value;

    /// <summary>Reads what <see cref="ToString"/> gave; null when it is not that.</summary>
    public static OwnerIdentity? Parse(string text)
    {
        var parts = text.Trim().Split(' ');
        return parts is [var id, var start, var boot, var space]
            && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var startTime)
            ? new OwnerIdentity(processId, startTime, boot, space)
            : null;
    }

    /// <summary>
    /// Whether the process still runs. One that has ended but was not waited for counts as ended. One of another
    /// process namespace cannot be judged by its number and counts as running: ask its lock (<see cref="OwnerLock.IsHeld"/>).
    /// </summary>
    public bool IsAlive()
    {
        if (BootId != Current().BootId) return false;
        if (ProcessNamespace != Current().ProcessNamespace) return true;
        return ReadStat(ProcessId.ToString(CultureInfo.InvariantCulture)) is { State: not ('Z' or 'X') } stat && stat.StartTime == StartTime;
    }

    /// <summary>Whether the process has started this one, or one that has, as far as those are still there.</summary>
    public bool IsAncestor()
    {
        if (BootId != Current().BootId || ProcessNamespace != Current().ProcessNamespace) return false;

        // A number can be given again while one looks: then it goes on elsewhere, but not for ever.
        var parent = ReadStat("self")?.Parent ?? 0;
        for (var depth = 0; parent > 0 && depth < MostAncestors; depth++)
        {
            if (ReadStat(parent.ToString(CultureInfo.InvariantCulture)) is not { } stat) return false;
            if (parent == ProcessId) return stat.StartTime == StartTime;
            parent = stat.Parent;
        }

        return false;
    }

    /// <summary>Asks the process to end (SIGTERM).</summary>
    /// <returns>Whether it runs in this process namespace and may be asked.</returns>
    [UnsupportedOSPlatform("windows")]
    public bool TryStop() => ProcessNamespace == Current().ProcessNamespace && ProcessId > 1 && IsAlive() && Signals.TrySend(ProcessId, Signals.Terminate);

    /// <summary>One line: the four values with a space between.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {StartTime} {BootId} {ProcessNamespace}");

    private static string CurrentBoot() => TryRead(BootFile, out var text) ? text.Trim() : "-";

    private static string CurrentNamespace()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget ?? "-";
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return "-";
        }
    }

    private static (char State, int Parent, long StartTime)? ReadStat(string process)
    {
        if (!TryRead($"/proc/{process}/stat", out var text)) return null;

        // The second field is the program's name in brackets and may hold anything, brackets and spaces included.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? (fields[0][0], parent, start)
            : null;
    }

    private static bool TryRead(string path, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = File.ReadAllText(path);
            return true;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            text = null;
            return false;
        }
    }
}

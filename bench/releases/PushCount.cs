namespace Operon.Releases.Bench;

/// <summary>Counts what is pushed to the branches of a bare repository, by a hook of it. Leases are no branches.</summary>
internal sealed class PushCount
{
    private readonly string log;

    public PushCount(string remote)
    {
        log = Path.Combine(remote, "pushes");
        var hook = Path.Combine(remote, "hooks", "post-receive");
        Directory.CreateDirectory(Path.GetDirectoryName(hook)!);
        File.WriteAllText(hook, $"#!/bin/sh\nwhile read -r old new ref; do printf '%s\\n' \"$ref\" >> '{log}'; done\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(hook, (UnixFileMode)0b111_101_101);
    }

    /// <summary>How many pushes a branch has had since they were taken last.</summary>
    public IReadOnlyDictionary<string, int> Take()
    {
        if (!File.Exists(log)) return new Dictionary<string, int>();
        var lines = File.ReadAllLines(log);
        File.Delete(log);
        return lines.GroupBy(l => l["refs/heads/".Length..]).ToDictionary(g => g.Key, g => g.Count());
    }
}

using System.Collections.Immutable;
using System.Runtime.Versioning;

namespace Operon.Containers.Checks;

/// <summary>Finds out whether containers run on a machine, and what would make it better.</summary>
[UnsupportedOSPlatform("windows")]
public static class Doctor
{
    private static readonly ICheck[] Checks =
        [new UserCheck(), new RuntimeCheck(), new EscapeCheck(), new EgressCheck(), new CgroupCheck(), new FolderCheck(), new SharedMemoryCheck(), new CapacityCheck()];

    /// <summary>Makes all checks, at once. They change nothing; what they make to try it out is removed again.</summary>
    /// <returns>What they have found, in the order of the checks.</returns>
    public static async Task<ImmutableArray<Finding>> ExamineAsync(Examined machine)
    {
        var found = await Task.WhenAll(Checks.Select(c => Task.Run(() => c.RunAsync(machine))));
        return [.. found.SelectMany(f => f)];
    }
}

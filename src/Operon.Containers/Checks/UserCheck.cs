using System.Runtime.Versioning;

namespace Operon.Containers.Checks;

/// <summary>Whether this user may have containers.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UserCheck : ICheck
{
    private const string Name = "user";

    public Task<IEnumerable<Finding>> RunAsync(Examined machine) => Task.FromResult<IEnumerable<Finding>>([Find(machine)]);

    private static Finding Find(Examined machine) => machine switch
    {
        { Refused: { } refused } => new Finding(Name, "an ordinary user without a user namespace", refused),
        { IsOrdinary: true } => new Finding(Name, "an ordinary user, in a user namespace: containers are not root of the machine; no privileged ones, no limits, no ports below 1024"),
        _ => new Finding(Name, "root"),
    };
}

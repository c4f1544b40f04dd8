using System.Globalization;
using Operon.Host.Owners;

namespace Operon.Releases.Execution;

/// <summary>Processes as claims name them: <c>PID.START.BOOT.NAMESPACE</c>, which is also a name that a ref can have (releases, section 3.7).</summary>
public static class ClaimOwner
{
    /// <summary>This process.</summary>
    public static string Current()
    {
        var own = OwnerIdentity.Current();
        return string.Create(CultureInfo.InvariantCulture, $"{own.ProcessId}.{own.StartTime}.{own.BootId}.{DigitsOf(own.ProcessNamespace)}");
    }

    /// <summary>Whether an owner is one of this machine, and has ended. Of others nobody here can tell.</summary>
    public static bool IsKnownToHaveEnded(string owner) => Here(owner) is { } process && !process.IsAlive();

    /// <summary>Whether an owner has started this process, or what has started it.</summary>
    public static bool IsAncestor(string owner) => Here(owner) is { } process && process.IsAncestor();

    // Null: it is one of elsewhere.
    private static OwnerIdentity? Here(string owner)
    {
        var own = OwnerIdentity.Current();
        return owner.Split('.') is [var id, var start, var boot, var space] && boot == own.BootId && space == DigitsOf(own.ProcessNamespace) ? OwnerIdentity.Parse($"{id} {start} {boot} {own.ProcessNamespace}") : null;
    }

    private static string DigitsOf(string space) => string.Concat(space.Where(char.IsAsciiDigit)) is { Length: > 0 } digits ? digits : "-";
}

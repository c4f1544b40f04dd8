using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Planning;

/// <summary>What can be wrong with what is asked of deployments and their history.</summary>
public static class RolloutRules
{
    /// <summary>A package has no deployment to an environment.</summary>
    public static readonly DiagnosticRule NoDeployment = new("REL0530", DiagnosticSeverity.Error, "A package has no deployment to an environment");

    /// <summary>No other release was deployed before.</summary>
    public static readonly DiagnosticRule NoEarlierRelease = new("REL0531", DiagnosticSeverity.Error, "There is no earlier release to go back to");

    /// <summary>A release never was in an environment.</summary>
    public static readonly DiagnosticRule NeverDeployed = new("REL0532", DiagnosticSeverity.Error, "A release was never deployed to an environment");

    /// <summary>A release belongs to another package.</summary>
    public static readonly DiagnosticRule OtherPackage = new("REL0533", DiagnosticSeverity.Error, "A release belongs to another package");

    /// <summary>Something is being deployed at this moment.</summary>
    public static readonly DiagnosticRule DeploymentRuns = new("REL0534", DiagnosticSeverity.Error, "A deployment is running");

    /// <summary>A run waits because another release is kept where it would go.</summary>
    public static readonly DiagnosticRule Held = new("REL0535", DiagnosticSeverity.Warning, "A deployment is held at another release");

    /// <summary>A store keeps no history.</summary>
    public static readonly DiagnosticRule NoHistory = new("REL0536", DiagnosticSeverity.Error, "A store keeps no history");

    /// <summary>A newer release goes where an older one waited to go.</summary>
    public static readonly DiagnosticRule Overtaken = new("REL0537", DiagnosticSeverity.Warning, "A newer release takes the place of one that waits");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [NoDeployment, NoEarlierRelease, NeverDeployed, OtherPackage, DeploymentRuns, Held, NoHistory, Overtaken];
}

using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking;

/// <summary>What can be wrong with the network of containers.</summary>
public static class NetworkRules
{
    /// <summary>The machine does not let the engine make networks.</summary>
    public static readonly DiagnosticRule Refused = Error("CON0030", "The machine does not allow container networks");

    /// <summary>All subnets that containers could have are used by the machine or by other engines.</summary>
    public static readonly DiagnosticRule NoSubnet = Error("CON0031", "No subnet is free for containers");

    /// <summary>Containers reach one another, but nothing else.</summary>
    public static readonly DiagnosticRule NoEgress = new("CON0032", DiagnosticSeverity.Warning, "Containers cannot reach the world");

    /// <summary>Another program listens at a port that should be published.</summary>
    public static readonly DiagnosticRule PortTaken = Error("CON0033", "A published port is taken");

    /// <summary>The user may not listen at a port that should be published.</summary>
    public static readonly DiagnosticRule PortForbidden = Error("CON0034", "A published port is not allowed to this user");

    /// <summary>A port that should be published cannot be, or does not exist.</summary>
    public static readonly DiagnosticRule PortUnusable = Error("CON0035", "A port cannot be published");

    /// <summary>No more containers can have a network.</summary>
    public static readonly DiagnosticRule Full = Error("CON0036", "The network of the containers is full");

    /// <summary>Nobody can ask for a name like this.</summary>
    public static readonly DiagnosticRule UnusableName = new("CON0037", DiagnosticSeverity.Warning, "A container cannot be found by its name");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
        [Refused, NoSubnet, NoEgress, PortTaken, PortForbidden, PortUnusable, Full, UnusableName];

    private static DiagnosticRule Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);
}

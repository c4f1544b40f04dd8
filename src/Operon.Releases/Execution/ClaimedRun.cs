using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>A run that this process has taken.</summary>
/// <param name="Reference">The run.</param>
/// <param name="Before">Its status until then.</param>
/// <param name="Document">What it is made of, its inputs resolved.</param>
/// <param name="Values">What its last function is to be called with.</param>
internal sealed record ClaimedRun(Reference Reference, string Before, RunDocument Document, JsonObject Values)
{
    /// <summary>Whether what it deploys was intended with the change that took it.</summary>
    public bool IsIntended { get; init; }

    /// <summary>What was given up for it.</summary>
    public ImmutableArray<GivenUp> GivenUp { get; init; } = [];
}

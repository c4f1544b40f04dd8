using System.Collections.Immutable;
using Operon.Releases.Sdk;

namespace Operon.Releases.Execution;

/// <summary>Runs of a release that were taken when it was made, with one change of the store.</summary>
public sealed record BegunRuns
{
    internal BegunRuns(PackageConfiguration package, ImmutableArray<ClaimedRun> runs, DateTimeOffset until) => (Package, Runs, Until) = (package, runs, until);

    internal PackageConfiguration Package { get; }

    internal ImmutableArray<ClaimedRun> Runs { get; }

    /// <summary>How long they are held.</summary>
    internal DateTimeOffset Until { get; }
}

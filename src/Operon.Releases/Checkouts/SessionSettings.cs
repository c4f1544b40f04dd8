using System.Collections.Immutable;
using Operon.Host.Processes;
using Operon.Releases.Execution;
using Operon.Releases.Sdk;

namespace Operon.Releases.Checkouts;

/// <summary>What a release command takes from outside.</summary>
public sealed record SessionSettings
{
    /// <summary>Where it was started.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>All environment variables.</summary>
    public required ImmutableSortedDictionary<string, string> Variables { get; init; }

    /// <summary>Where clones of stores, work trees and indexes are.</summary>
    public required string Home { get; init; }

    /// <summary>Is told what happens.</summary>
    public required IWorkObserver Observer { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Runs git.</summary>
    public required ProcessRunner Processes { get; init; }

    /// <summary>What is hidden in all that is told; those that are met are added.</summary>
    public SecretRegistry Secrets { get; init; } = new();

    /// <summary>Whether it was started under the name of the original, whose defaults count then.</summary>
    public bool IsOriginal { get; init; }

    /// <summary>Whether it can also be done in a store, where there are no packages (releases, section 5.2).</summary>
    public bool WorksInStores { get; init; }

    /// <summary>How long a claim of a run holds without being put off.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The folder of run folders; null: runs are not recorded.</summary>
    public string? Runs { get; init; }

    /// <summary>How many runs may go on at once.</summary>
    public int MaxRuns { get; init; } = Workspace.DefaultMaxRuns;

    /// <summary>Whether the command only looks: then nothing is made or recorded.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether it goes on, with a warning, where the settings of the repository cannot be recorded: it needs nothing but to read.</summary>
    public bool MayOnlyRead { get; init; }

    /// <summary>Whether the settings of the repository are recorded together with what the command writes, and not before it begins.</summary>
    public bool RecordsLater { get; init; }

    /// <summary>A variable; null when it is not set, or empty.</summary>
    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}

using System.Collections.Immutable;
using Operon.Host.Processes;
using Operon.Releases.Execution;

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

    /// <summary>Whether it was started under the name of the original, whose defaults count then.</summary>
    public bool IsOriginal { get; init; }

    /// <summary>How long a claim of a run holds without being put off.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether the command only looks: then nothing is made or recorded.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>A variable; null when it is not set, or empty.</summary>
    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}

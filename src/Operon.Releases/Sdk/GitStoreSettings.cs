using System.Collections.Immutable;

namespace Operon.Releases.Sdk;

/// <summary>A store in a branch of a git repository.</summary>
/// <param name="Remote">Where it is cloned from, as written.</param>
public sealed record GitStoreSettings(string Remote) : StoreSettings
{
    /// <summary>The branch; null: the remote's default.</summary>
    public string? Branch { get; init; }

    /// <summary>Whether the branch is made where it is missing.</summary>
    public bool CreatesBranch { get; init; } = true;

    /// <summary>Content by path: what is written to the root of the repository beside the store.</summary>
    public ImmutableArray<KeyValuePair<string, string>> SupportFiles { get; init; } = [];

    /// <summary>The folder in which the store lies, without slashes at its ends; empty: the root.</summary>
    public string PathPrefix { get; init; } = "";
}

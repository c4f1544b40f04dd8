using Operon.Content.Locations;
using Operon.Opspec.Declarations;
using Operon.Opspec.Values;

namespace Operon.Engine.Sources;

/// <summary>An op that was found, read and checked.</summary>
/// <param name="Declaration">Its op.yml, understood.</param>
/// <param name="File">Its op.yml as it was read.</param>
/// <param name="Directory">The directory it is in.</param>
/// <param name="Reference">How the user refers to it: the path as shown to him, or the git ref.</param>
public sealed record LoadedOp(OpDeclaration Declaration, OpFile File, Location Directory, string Reference)
{
    /// <summary>The secrets that the path of the directory was made from.</summary>
    public SecretNames Secrets { get; init; }

    /// <summary>The commit that the directory is from; null for one that nobody fetched from a repository.</summary>
    public string? Commit { get; init; }
}

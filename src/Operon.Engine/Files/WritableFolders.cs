using System.Collections.Concurrent;
using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Binding;

namespace Operon.Engine.Files;

/// <summary>
/// The directories that containers of a run were given. What is below them may be anything from then on, even where the op itself
/// refers to it. A directory around the op is none of them: who can write its op.yml needs no link. Thread-safe.
/// </summary>
internal sealed class WritableFolders
{
    private readonly ConcurrentDictionary<string, bool> folders = new(StringComparer.Ordinal);

    /// <summary>Remembers what a container is given.</summary>
    public void Add(ImmutableArray<BoundMount> mounts, Location opDirectory)
    {
        foreach (var mount in mounts)
        {
            if (mount is not { Kind: BoundMountKind.Directory, Location: LocalLocation folder }) continue;
            var path = folder.Path;
            if (opDirectory is LocalLocation op && (op.Path == path || op.Path.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal))) continue;
            folders.TryAdd(path, true);
        }
    }

    /// <summary>The outermost of them that a path lies below; null for none.</summary>
    public string? Around(string path)
    {
        if (folders.IsEmpty) return null;
        string? around = null;
        for (var above = Path.GetDirectoryName(path); above is not null; above = Path.GetDirectoryName(above))
        {
            if (folders.ContainsKey(above)) around = above;
        }

        return around;
    }
}

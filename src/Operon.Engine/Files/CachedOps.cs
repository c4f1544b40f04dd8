using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Host.Files;
using Operon.Opspec.Binding;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Files;

/// <summary>
/// Ops that were fetched. They are the same for everybody who uses them, so no container may change them: what it would see of
/// them in place it gets as a copy (specification, section 1.7).
/// </summary>
/// <param name="folder">Where they are kept; absolute.</param>
internal sealed class CachedOps(string folder)
{
    private readonly string prefix = folder.TrimEnd('/') + "/";

    /// <summary>The container with copies in the place of what lies in a fetched op. The variables that it sets lead to the copies.</summary>
    /// <param name="container">What was bound.</param>
    /// <param name="scratch">Where the copies are made, each below its path of the container.</param>
    /// <param name="cancellation">Stops copying.</param>
    /// <returns>The container, or <see cref="EngineRules.CannotCreate"/>.</returns>
    public Result<BoundContainer> CopyMounts(BoundContainer container, LocalLocation scratch, CancellationToken cancellation)
    {
        if (!container.Mounts.Any(IsCached)) return container;
        var copies = new Dictionary<Location, LocalLocation>();
        var mounts = ImmutableArray.CreateBuilder<BoundMount>(container.Mounts.Length);
        foreach (var mount in container.Mounts)
        {
            if (!IsCached(mount))
            {
                mounts.Add(mount);
                continue;
            }

            // Two mounts of one thing are one thing in the container too.
            if (!copies.TryGetValue(mount.Location, out var copy))
            {
                copy = new LocalLocation(Path.Join(scratch.Path, copies.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), mount.Path));
                try
                {
                    FolderCopy.Copy(((LocalLocation)mount.Location).Path, copy.Path, cancellation);
                }
                catch (Exception e) when (FileFailure.Covers(e))
                {
                    return new Diagnostic(EngineRules.CannotCreate, $"cannot copy {mount.Location} for the container: {e.Message}", mount.Span);
                }

                copies.Add(mount.Location, copy);
            }

            mounts.Add(mount with { Location = copy });
        }

        return container with { Mounts = mounts.MoveToImmutable(), Outputs = container.Outputs.ToImmutableDictionary(o => o.Key, o => Moved(o.Value, copies)) };
    }

    private static Value Moved(Value value, Dictionary<Location, LocalLocation> copies) => value switch
    {
        DirValue dir when copies.TryGetValue(dir.Location, out var copy) => new DirValue(copy),
        FileValue file when copies.TryGetValue(file.Location, out var copy) => new FileValue(copy),
        _ => value,
    };

    private bool IsCached(BoundMount mount) =>
        mount is { Kind: not BoundMountKind.Socket, Location: LocalLocation local } && local.Path.StartsWith(prefix, StringComparison.Ordinal);
}

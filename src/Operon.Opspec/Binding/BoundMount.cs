using Operon.Content.Locations;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>Something of the host that a container sees.</summary>
/// <param name="Path">Where the container sees it; absolute.</param>
/// <param name="Location">What it is.</param>
/// <param name="Kind">Directory, file or socket.</param>
/// <param name="Span">Where the op says so.</param>
public sealed record BoundMount(string Path, Location Location, BoundMountKind Kind, SourceSpan Span)
{
    /// <summary>The secrets that the location, or what is there, was made from.</summary>
    public SecretNames Secrets { get; init; }
}

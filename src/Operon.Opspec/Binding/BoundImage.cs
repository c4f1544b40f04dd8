using Operon.Opspec.Values;

namespace Operon.Opspec.Binding;

/// <summary>The image of a container: either a directory that holds an OCI image layout or a reference.</summary>
/// <param name="Layout">The directory; null when there is a reference.</param>
/// <param name="Reference">The reference as evaluated, not yet normalised; null when there is a directory.</param>
/// <param name="Architecture">The architecture to pull for, if asked.</param>
/// <param name="Username">What to log in with, if given.</param>
/// <param name="Password">What to log in with, if given.</param>
public sealed record BoundImage(DirValue? Layout, StringValue? Reference, StringValue? Architecture, StringValue? Username, StringValue? Password)
{
    /// <summary>Whether a secret is part of how it is named.</summary>
    public bool IsSecret => Reference is { IsSecret: true } || Layout is { IsSecret: true };

    /// <summary>How events and messages name it; the password is never part of it, and a secret shows its parameter.</summary>
    public override string ToString() => (Reference ?? (Value?)Layout)?.ToString() ?? "";
}

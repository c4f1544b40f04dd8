using System.Collections.Immutable;

namespace Operon.Opspec.Values;

/// <summary>The names of the secret parameters that a value was made from. Immutable; mostly empty.</summary>
public readonly struct SecretNames : IEquatable<SecretNames>
{
    private readonly ImmutableArray<string> names;

    private SecretNames(ImmutableArray<string> names) => this.names = names;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => names.IsDefaultOrEmpty;

    /// <summary>The names, sorted.</summary>
    public ImmutableArray<string> Names => names.IsDefault ? [] : names;

    /// <summary>One name.</summary>
    public static SecretNames Of(string name) => new([name]);

    /// <summary>These names and those of <paramref name="other"/>.</summary>
    public SecretNames With(SecretNames other) =>
        other.IsEmpty ? this : IsEmpty ? other : new([.. Names.Union(other.Names, StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public bool Equals(SecretNames other) => Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SecretNames other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => IsEmpty ? 0 : string.GetHashCode(Names[0], StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Names);
}

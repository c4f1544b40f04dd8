using Operon.Content.Locations;

namespace Operon.Opspec.Values;

/// <summary>A file, by reference: who changes it changes it for everybody.</summary>
public sealed class FileValue(Location location, SecretNames secrets = default) : Value(secrets)
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.File;

    /// <summary>Where it is.</summary>
    public Location Location { get; } = location;

    private protected override Value Copy(SecretNames secrets) => new FileValue(Location, secrets);

    private protected override string Describe() => Location.ToString();
}

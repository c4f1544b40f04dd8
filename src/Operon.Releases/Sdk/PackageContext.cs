using Operon.Releases.References;

namespace Operon.Releases.Sdk;

/// <summary>Which package file is read, and for what.</summary>
/// <param name="Root">The root of the checkout, absolute.</param>
/// <param name="File">The file, relative to the root, with slashes.</param>
/// <param name="Package">What references are relative to: the package, with its release where it has one.</param>
/// <param name="Environments">Reads the environments that are in state; asked by <c>environments()</c>, from any thread.</param>
public sealed record PackageContext(string Root, string File, Reference Package, Func<IEnumerable<ReleaseEnvironment>> Environments)
{
    /// <summary>What the file says; null: it is read.</summary>
    public string? Text { get; init; }
}

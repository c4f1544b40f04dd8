namespace Operon.Releases.Execution;

/// <summary>A commit that is checked out for a while.</summary>
public interface ICheckout : IAsyncDisposable
{
    /// <summary>Its package files.</summary>
    PackageFiles Packages { get; }
}

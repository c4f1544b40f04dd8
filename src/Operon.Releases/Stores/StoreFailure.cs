using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores;

/// <summary>
/// A store could not be read or written. It is thrown, not returned, because it happens below all else: in the middle of a walk over
/// documents, and in functions of configuration files. Commands catch it once.
/// </summary>
public sealed class StoreFailure(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    /// <summary>Why.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;
}

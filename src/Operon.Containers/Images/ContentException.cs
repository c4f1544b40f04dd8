using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>Says out of a stream why no more of it can be read.</summary>
internal sealed class ContentException(Diagnostic diagnostic) : IOException(diagnostic.Message)
{
    /// <summary>Why.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;
}

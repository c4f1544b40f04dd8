namespace Operon.Journal;

/// <summary>Which stream of a call.</summary>
public enum OutputStream
{
    /// <summary>Its standard output.</summary>
    Stdout,

    /// <summary>Its standard error.</summary>
    Stderr,
}

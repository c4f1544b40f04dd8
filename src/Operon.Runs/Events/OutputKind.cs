namespace Operon.Runs.Events;

/// <summary>The streams of a process.</summary>
public enum OutputKind
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}

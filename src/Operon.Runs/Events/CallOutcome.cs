namespace Operon.Runs.Events;

/// <summary>How a call ended.</summary>
public enum CallOutcome
{
    /// <summary>It did what it should.</summary>
    Succeeded,

    /// <summary>Something went wrong.</summary>
    Failed,

    /// <summary>It was asked to stop.</summary>
    Killed,

    /// <summary>Its condition did not hold; counts as success.</summary>
    Skipped,
}

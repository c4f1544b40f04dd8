namespace Operon.Runs.Calls;

/// <summary>How far a call is.</summary>
public enum CallState
{
    /// <summary>It began and has not ended; for good, when the run has nobody any more who writes it.</summary>
    Running,

    /// <summary>It did what it should.</summary>
    Succeeded,

    /// <summary>Something went wrong.</summary>
    Failed,

    /// <summary>It was asked to stop.</summary>
    Killed,

    /// <summary>Its condition did not hold.</summary>
    Skipped,
}

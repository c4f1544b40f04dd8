namespace Operon.Runs.History;

/// <summary>How far a run is.</summary>
public enum RunState
{
    /// <summary>Somebody runs it now.</summary>
    Running,

    /// <summary>It did what it should.</summary>
    Succeeded,

    /// <summary>Something went wrong.</summary>
    Failed,

    /// <summary>It was asked to stop.</summary>
    Killed,

    /// <summary>The process that ran it ended before the run did.</summary>
    Died,

    /// <summary>Its folder cannot be read.</summary>
    Unreadable,
}

namespace Operon.Releases.Execution;

/// <summary>How a run stopped.</summary>
internal enum RunEnd
{
    /// <summary>It succeeded.</summary>
    Complete,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It waits for an input; that is told already.</summary>
    Paused,

    /// <summary>The command was asked to end: it waits to be run again.</summary>
    Stopped,

    /// <summary>Somebody else has taken it over.</summary>
    Lost,
}

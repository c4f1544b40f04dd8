namespace Operon.Engine.Planning;

/// <summary>Whether a call would run.</summary>
public enum PlannedState
{
    /// <summary>It would.</summary>
    Runs,

    /// <summary>Its condition is known only when it runs.</summary>
    Perhaps,

    /// <summary>Its condition does not hold.</summary>
    Skipped,

    /// <summary>It would fail before it starts.</summary>
    Fails,

    /// <summary>A call before it would fail.</summary>
    NotReached,
}

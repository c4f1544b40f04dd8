namespace Operon.Git;

/// <summary>How a push went.</summary>
public enum PushOutcome
{
    /// <summary>Each branch is at its new commit.</summary>
    Done,

    /// <summary>A branch was not at the expected commit, or is held by somebody else at this moment.</summary>
    Moved,

    /// <summary>The remote cannot move several branches at once; none has moved.</summary>
    Apart,

    /// <summary>Git was interrupted before it could say.</summary>
    Unknown,
}

namespace Operon.Git;

/// <summary>How a push went.</summary>
public enum PushOutcome
{
    /// <summary>The branch is at the new commit.</summary>
    Done,

    /// <summary>The branch was not at the expected commit, or is held by somebody else at this moment.</summary>
    Moved,

    /// <summary>Git was interrupted before it could say.</summary>
    Unknown,
}

namespace Operon.Starlark.Execution;

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    /// <summary>The next one follows.</summary>
    Next,

    /// <summary>The loop ends.</summary>
    Break,

    /// <summary>The next turn of the loop begins.</summary>
    Continue,

    /// <summary>The function ends; the result is in the frame.</summary>
    Return,
}

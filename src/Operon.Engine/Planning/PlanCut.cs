namespace Operon.Engine.Planning;

/// <summary>Why a plan ends at a call although the run would go on.</summary>
public enum PlanCut
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The op is being planned already: it calls itself.</summary>
    Recursion,

    /// <summary>Calls are nested more deeply than a plan shows.</summary>
    Depth,

    /// <summary>The plan holds as many calls as it may.</summary>
    Length,
}

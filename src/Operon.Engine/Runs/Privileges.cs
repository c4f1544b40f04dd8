namespace Operon.Engine.Runs;

/// <summary>Which containers of a run are privileged.</summary>
public enum Privileges
{
    /// <summary>Those that ask for it.</summary>
    WhereAsked,

    /// <summary>All; a machine that cannot give privileges refuses.</summary>
    All,

    /// <summary>All, on a machine that can give privileges; on others none but those that ask for it, which are refused.</summary>
    AllWherePossible,
}

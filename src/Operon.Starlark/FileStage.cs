namespace Operon.Starlark;

/// <summary>How far a file is taken.</summary>
public enum FileStage
{
    /// <summary>Its syntax is checked.</summary>
    Parse,

    /// <summary>All its static errors are found.</summary>
    Resolve,

    /// <summary>It is executed.</summary>
    Exec,
}

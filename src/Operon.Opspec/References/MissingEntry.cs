namespace Operon.Opspec.References;

/// <summary>What to do when a reference leads to something that is not there (specification, section 1.7, item 3).</summary>
public enum MissingEntry
{
    /// <summary>It is an error.</summary>
    Fail,

    /// <summary>An unknown variable or path becomes a new, empty file.</summary>
    CreateFile,

    /// <summary>An unknown variable or path becomes a new, empty directory.</summary>
    CreateDirectory,
}

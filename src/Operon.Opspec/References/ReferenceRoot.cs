namespace Operon.Opspec.References;

/// <summary>Where a reference starts.</summary>
public enum ReferenceRoot
{
    /// <summary>A variable.</summary>
    Variable,

    /// <summary>The directory of the op: <c>$(/…)</c> or <c>$(./…)</c>.</summary>
    OpDirectory,

    /// <summary>The parent of the directory of the op: <c>$(../…)</c>.</summary>
    OpParent,
}

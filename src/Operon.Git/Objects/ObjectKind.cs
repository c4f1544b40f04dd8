namespace Operon.Git.Objects;

/// <summary>What a git object is. The names in lower case are git's own.</summary>
public enum ObjectKind
{
    /// <summary>The content of a file.</summary>
    Blob,

    /// <summary>Names, each with a file or another tree.</summary>
    Tree,

    /// <summary>A tree with its history.</summary>
    Commit,

    /// <summary>A name with words for another object.</summary>
    Tag,
}

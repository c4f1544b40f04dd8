namespace Operon.Releases.Stores.Folders;

/// <summary>A folder as it was when it was read.</summary>
/// <param name="name">Its name.</param>
internal sealed class FolderNode(string name)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its times before it was read; null: it must be read.</summary>
    public FolderTimes? Times { get; set; }

    /// <summary>Whether there is a document in it.</summary>
    public bool HasDocument { get; set; }

    /// <summary>The folders in it.</summary>
    public FolderNode[] Below { get; set; } = [];
}

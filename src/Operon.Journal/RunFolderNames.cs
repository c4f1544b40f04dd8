namespace Operon.Journal;

/// <summary>What lies where in a run folder.</summary>
internal sealed record RunFolderNames(string Folder)
{
    public string Events => Path.Combine(Folder, "events");

    public string NewEvents => Path.Combine(Folder, "events.new");

    public string Output => Path.Combine(Folder, "output");

    public string Lock => Path.Combine(Folder, "lock");

    /// <summary>The folders that have to be synced before a new run folder is sure to be found again.</summary>
    public IEnumerable<string> WithNewEntries => Path.GetDirectoryName(Path.GetFullPath(Folder)) is { } parent ? [Folder, parent] : [Folder];
}

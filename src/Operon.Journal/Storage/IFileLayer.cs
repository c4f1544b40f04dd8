namespace Operon.Journal.Storage;

/// <summary>What writing a run folder asks of the file system. Tests put one in its place that loses what was not synced.</summary>
internal interface IFileLayer
{
    /// <summary>Creates a file of mode 0600 that must not be there.</summary>
    /// <exception cref="IOException">It is there, or cannot be created.</exception>
    IAppendFile Create(string path);

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="IOException">It is not there, or cannot be opened.</exception>
    IAppendFile Open(string path);

    /// <summary>Gives a file another name in the same folder.</summary>
    void Rename(string from, string to);

    /// <summary>Makes names in a folder survive a loss of power.</summary>
    void SyncNames(string folder);
}

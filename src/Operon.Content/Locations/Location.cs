namespace Operon.Content.Locations;

/// <summary>
/// Where a directory or file is. Only containers and local file access turn it into a path of this machine;
/// everything between passes it on as it is.
/// </summary>
public abstract record Location
{
    private protected Location()
    {
    }

    /// <summary>The place below this one, or beside it when <paramref name="path"/> holds <c>..</c>.</summary>
    /// <param name="path">Names separated by <c>/</c>; leading, trailing and doubled slashes do not matter.</param>
    public abstract Location Append(string path);

    /// <summary>
    /// The place below this directory, whose content others may write: links on the way are followed only as long as they stay inside.
    /// A place below such a place stays inside the same directory. With <c>..</c> beyond the directory it is an <see cref="Append"/>.
    /// </summary>
    /// <param name="path">As for <see cref="Append"/>.</param>
    public abstract Location Within(string path);

    /// <summary>How it is shown to people.</summary>
    public abstract override string ToString();
}

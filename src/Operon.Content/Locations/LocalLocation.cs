namespace Operon.Content.Locations;

/// <summary>A path of this machine, whose content may change at any time.</summary>
public sealed record LocalLocation : Location
{
    /// <summary>Names a path. It need not exist.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="ArgumentException">The path is relative.</exception>
    public LocalLocation(string path)
    {
        if (!System.IO.Path.IsPathRooted(path)) throw new ArgumentException($"'{path}' is not absolute", nameof(path));
        Path = Normalise(path);
    }

    /// <summary>Absolute, without <c>.</c>, <c>..</c>, doubled or trailing slashes.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override Location Append(string path) => new LocalLocation(Path + "/" + path);

    /// <inheritdoc/>
    public override string ToString() => Path;

    private static string Normalise(string path)
    {
        var names = new List<string>();
        foreach (var name in path.Split('/'))
        {
            if (name is "" or ".") continue;
            if (name != "..") names.Add(name);
            else if (names.Count > 0) names.RemoveAt(names.Count - 1);
        }

        return "/" + string.Join('/', names);
    }
}

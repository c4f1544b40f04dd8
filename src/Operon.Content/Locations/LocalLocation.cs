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

    private LocalLocation(string path, string? root)
        : this(path) => Root = root is not null && IsBelow(Path, root) ? root : null;

    /// <summary>Absolute, without <c>.</c>, <c>..</c>, doubled or trailing slashes.</summary>
    public string Path { get; }

    /// <summary>The directory above it that no link on the way may leave; null where links may lead anywhere.</summary>
    public string? Root { get; }

    /// <inheritdoc/>
    public override Location Append(string path) => new LocalLocation(Path + "/" + path, Root);

    /// <inheritdoc/>
    public override Location Within(string path) => new LocalLocation(Path + "/" + path, Root ?? Path);

    /// <summary>Whether both name the same path.</summary>
    public bool Equals(LocalLocation? other) => other is not null && Path == other.Path;

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Path;

    private static bool IsBelow(string path, string root) => root == "/" || (path.Length > root.Length && path[root.Length] == '/' && path.StartsWith(root, StringComparison.Ordinal));

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

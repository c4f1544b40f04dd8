using System.Collections.Immutable;
using System.Globalization;
using Operon.Content.Locations;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Engine.Planning;

/// <summary>
/// Files as a run would find them. What it would make is in memory alone; what containers write is not known, and neither are
/// values that only the run has: they stand here as files of their own, whose content is the reference that leads to them. Whoever
/// evaluates something asks afterwards whether the answer came from such a file.
/// </summary>
/// <param name="files">The files of this machine.</param>
internal sealed class PlanFiles(IOpFiles files) : IOpFiles
{
    // Below a device nothing can exist, so no such place is ever a real one.
    private static readonly LocalLocation Nowhere = new("/dev/null/unknown");

    private readonly PlannedFiles made = new(files);
    private readonly Dictionary<Location, (string Name, EntryKind Kind)> unknown = [];
    private readonly SortedSet<string> read = new(StringComparer.Ordinal);
    private Scope? scope;
    private bool asked;
    private int numbered;

    /// <summary>Evaluates something, and tells which unknown references took part in the answer.</summary>
    /// <param name="within">The variables by which unknown files are named.</param>
    /// <param name="evaluate">What is asked.</param>
    public Looked<T> Look<T>(Scope within, Func<Evaluation, Result<T>> evaluate)
    {
        scope = within;
        asked = false;
        read.Clear();
        var result = evaluate(new Evaluation(within, this));
        return new Looked<T>(result, [.. read], asked);
    }

    /// <summary>A value of a variable that is known only when it runs.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="kind">Its type; every plain type is a file, because each of them can be read from one.</param>
    /// <param name="secrets">What it is made from.</param>
    public Value Unknown(string name, ValueKind kind, SecretNames secrets = default)
    {
        var place = Nowhere.Append((++numbered).ToString(CultureInfo.InvariantCulture));
        unknown[place] = ($"$({name})", kind == ValueKind.Dir ? EntryKind.Directory : EntryKind.File);
        return kind switch
        {
            ValueKind.Dir => new DirValue(place, secrets),
            ValueKind.Socket => new SocketValue(place.ToString(), secrets),
            _ => new FileValue(place, secrets),
        };
    }

    /// <summary>Takes note that a container can write to a place.</summary>
    /// <param name="place">A file or directory.</param>
    /// <param name="name">How to name it where no variable leads to it.</param>
    /// <param name="kind">What it is.</param>
    public void MayChange(Location place, string name, EntryKind kind) => unknown.TryAdd(place, (name, kind));

    /// <summary>Whether a place is there only because the run would make it.</summary>
    public bool IsCreated(Location location) => made.IsCreated(location);

    /// <summary>The reference that stands for a place that no machine has; null for every other.</summary>
    public string? ReferenceTo(Location location, Scope within)
    {
        if (!location.ToString().StartsWith(Nowhere.Path + "/", StringComparison.Ordinal)) return null;
        return Above(location) is { } root ? NameOf(location, root, within) : null;
    }

    /// <inheritdoc/>
    public EntryKind Find(Location location)
    {
        if (Above(location) is not { } root) return made.Find(location);
        if (root.Equals(location) && Above(root.Append("..")) is null) return unknown[root].Kind;
        asked = true;
        if (root.Equals(location)) return unknown[root].Kind;
        var found = made.Find(location);
        if (found != EntryKind.None) return found;
        read.Add(NameOf(location, root, scope));
        return EntryKind.File;
    }

    /// <inheritdoc/>
    public Result<ByteString> Read(Location file)
    {
        if (Above(file) is not { } root) return made.Read(file);
        var name = NameOf(file, root, scope);
        read.Add(name);
        return (ByteString)name;
    }

    /// <inheritdoc/>
    public Result<Location> CreateFile(ByteString content, bool secret) => made.CreateFile(content, secret);

    /// <inheritdoc/>
    public Result<Location> CreateDirectory(bool secret) => made.CreateDirectory(secret);

    /// <inheritdoc/>
    public Result<Location> CreateDirectoryAt(Location directory) => made.CreateDirectoryAt(directory);

    /// <inheritdoc/>
    public Result<Location> CreateFileAt(Location file, ByteString content, bool secret) => made.CreateFileAt(file, content, secret);

    // The unknown place that a location is or lies in.
    private LocalLocation? Above(Location location)
    {
        if (unknown.Count == 0) return null;
        for (var path = ((LocalLocation)location).Path; path.Length > 1; path = path[..Math.Max(1, path.LastIndexOf('/'))])
        {
            var at = new LocalLocation(path);
            if (unknown.ContainsKey(at)) return at;
        }

        return null;
    }

    // As the op that is looked at calls it, else as it was called where it was bound.
    private string NameOf(Location location, LocalLocation root, Scope? within)
    {
        var below = ((LocalLocation)location).Path[root.Path.Length..];
        var known = within?.Variables
            .Where(v => v.Value is DirValue { Location: var dir } && dir.Equals(root) || v.Value is FileValue { Location: var file } && file.Equals(root))
            .Select(v => v.Key)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        var name = known is null ? unknown[root].Name : $"$({known})";
        if (below.Length == 0) return name;
        return name.EndsWith(')') ? $"{name[..^1].TrimEnd('/')}{below})" : name + below;
    }
}

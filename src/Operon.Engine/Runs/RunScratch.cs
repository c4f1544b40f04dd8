using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Host;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Opspec.Values;
using Operon.Runs;
using Operon.Text;

namespace Operon.Engine.Runs;

/// <summary>
/// Where the calls of a run make files: on the disk, and in memory for what is secret. What the root op returns moves into the
/// run's folder at the end; the rest is removed.
/// </summary>
public sealed class RunScratch : IDisposable
{
    private readonly Lock gate = new();
    private readonly string memory;
    private readonly string keep;
    private readonly Reaper? reaper;
    private readonly IDisposable? entrusted;
    private Result<MemoryFolder>? inMemory;

    /// <summary>The scratch of a new run. Nothing is made before it is needed.</summary>
    /// <param name="data">Where runs and what calls make are kept.</param>
    /// <param name="memory">A directory on a file system in memory, for files that are made of secrets.</param>
    /// <param name="reaper">Removes them if this process is killed.</param>
    public RunScratch(DataDirectory data, string memory, Reaper? reaper = null)
    {
        Run = CallId.Create();
        Disk = new LocalLocation(Path.Combine(data.Scratch, Run.ToString()));
        keep = Path.Combine(data.Runs, Run.ToString(), "outputs");
        this.memory = memory;
        this.reaper = reaper;
        entrusted = reaper?.EntrustPath(Disk.Path);
    }

    /// <summary>The id of the run.</summary>
    public CallId Run { get; }

    /// <summary>What the inputs of the root op are bound with: their literals become files before anything runs.</summary>
    public LocalOpFiles InputFiles => FilesBelow("inputs");

    private LocalLocation Disk { get; }

    /// <summary>The files of a call; what it makes lies in a directory of its own.</summary>
    internal LocalOpFiles FilesOf(CallId call, WritableFolders? writable = null) => FilesBelow(call.ToString(), writable);

    /// <summary>Where copies for a container are made.</summary>
    internal LocalLocation CopiesOf(CallId call) => (LocalLocation)Disk.Append($"{call}/copies");

    /// <summary>The outputs with what lies in the scratch moved to where it stays.</summary>
    internal ImmutableDictionary<string, Value> Keep(ImmutableDictionary<string, Value> outputs)
    {
        var moved = new Dictionary<string, LocalLocation>(StringComparer.Ordinal);

        // The outer first: what lies inside a directory moves with it.
        foreach (var (name, value) in outputs.OrderBy(o => PathOf(o.Value)?.Length).ThenBy(o => o.Key, StringComparer.Ordinal))
        {
            if (PathOf(value) is not { } path || value.IsSecret || !path.StartsWith(Disk.Path + "/", StringComparison.Ordinal)) continue;
            var target = Moved(moved, path, Path.Combine(keep, name));
            outputs = outputs.SetItem(name, value is DirValue ? new DirValue(target) : new FileValue(target));
        }

        return outputs;
    }

    /// <summary>Removes what is left.</summary>
    public void Dispose()
    {
        FolderTree.Remove(Disk.Path);
        lock (gate)
        {
            if (inMemory is { IsOk: true } folder) folder.Value.Dispose();
            inMemory = null;
        }

        entrusted?.Dispose();
    }

    private LocalOpFiles FilesBelow(string name, WritableFolders? writable = null) => new(
        (LocalLocation)Disk.Append(name),
        () => Memory().TryGet(out var folder, out var error) ? new LocalLocation(Path.Combine(folder.Path, name)) : error,
        writable is null ? null : writable.Around);

    // Most runs have no secrets and need none.
    private Result<MemoryFolder> Memory()
    {
        lock (gate)
        {
            if (inMemory is { } made) return made;
            inMemory = MemoryFolder.Create(memory, Run.ToString(), reaper);
            return inMemory.Value;
        }
    }

    // Two outputs may be one file, or one may lie inside the other, which has moved already.
    private static LocalLocation Moved(Dictionary<string, LocalLocation> moved, string path, string target)
    {
        foreach (var (from, to) in moved)
        {
            if (path == from) return to;
            if (path.StartsWith(from + "/", StringComparison.Ordinal)) return (LocalLocation)to.Append(path[from.Length..]);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Directory.Exists(path)) Directory.Move(path, target);
        else File.Move(path, target);
        return moved[path] = new LocalLocation(target);
    }

    private static string? PathOf(Value value) => value switch
    {
        DirValue { Location: LocalLocation dir } => dir.Path,
        FileValue { Location: LocalLocation file } => file.Path,
        _ => null,
    };
}

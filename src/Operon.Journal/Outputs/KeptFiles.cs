using System.Collections.Concurrent;
using Operon.Host;
using Operon.Host.Files;
using Operon.Journal.Storage;
using Operon.Journal.Writing;
using Operon.Text.Diagnostics;

namespace Operon.Journal.Outputs;

/// <summary>Small files that a run keeps beside its events: each is written once, as a whole, and goes to the disk before the events that come after it.</summary>
internal sealed class KeptFiles(string folder, IFileLayer files, SyncLoop syncs)
{
    private readonly ConcurrentDictionary<string, Lazy<Diagnostic?>> kept = new(StringComparer.Ordinal);

    /// <summary>Keeps content under a name, unless the name is there already.</summary>
    public Diagnostic? Keep(string kind, string name, ReadOnlyMemory<byte> content)
    {
        return kept.GetOrAdd(PathOf(kind, name), path => new Lazy<Diagnostic?>(() => Write(path, content))).Value;
    }

    /// <summary>Removes a file that was kept.</summary>
    public Diagnostic? Discard(string kind, string name)
    {
        var path = PathOf(kind, name);
        try
        {
            File.Delete(path);
            kept.TryRemove(path, out _);
            syncs.DirtyFolder(Path.GetDirectoryName(path)!);
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("remove", path, e);
        }
    }

    private string PathOf(string kind, string name) => Path.Combine(folder, OutputNames.Checked(kind), string.Join('.', name.Split('.').Select(OutputNames.Checked)));

    private Diagnostic? Write(string path, ReadOnlyMemory<byte> content)
    {
        var parent = Path.GetDirectoryName(path)!;
        try
        {
            // A writer before this one may have kept it.
            if (File.Exists(path)) return null;
            if (!Directory.Exists(parent))
            {
                if (PrivateFolder.Create(parent) is { } failure) return failure;
                syncs.DirtyFolder(folder);
            }

            // Under its name it is always whole, whenever this process ends.
            var unfinished = path + ".new";
            File.Delete(unfinished);
            var file = files.Create(unfinished);
            file.Append(content.Span);
            files.Rename(unfinished, path);
            syncs.DirtyFolder(parent);
            syncs.Dirty(new Unsynced(file), content.Length);
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("write", path, e);
        }
    }

    private sealed class Unsynced(IAppendFile file) : ISyncable
    {
        public void Sync()
        {
            file.Sync();
            file.Dispose();
        }
    }
}

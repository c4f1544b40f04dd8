using Operon.Host.Files;
using Operon.Journal.Storage;
using Operon.Journal.Writing;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Journal.Outputs;

/// <summary>The bytes of one stream of one call, as they came.</summary>
internal sealed class OutputFile : ISyncable, IDisposable
{
    private readonly Lock gate = new();
    private readonly OutputRange start;
    private readonly string path;
    private readonly IAppendFile file;
    private readonly LineIndexWriter lines;
    private readonly SyncLoop loop;
    private bool dirty;
    private bool syncing;
    private bool closed;
    private bool released;

    private OutputFile(OutputRange start, string path, IAppendFile file, LineIndexWriter lines, SyncLoop loop)
    {
        this.start = start;
        this.path = path;
        this.file = file;
        this.lines = lines;
        this.loop = loop;
    }

    /// <summary>Opens the file at its end, or creates it.</summary>
    public static OutputFile Open(OutputNames names, string callId, OutputStream stream, IFileLayer files, SyncLoop loop)
    {
        var bytesPath = names.Bytes(callId, stream);
        var index = new LineIndexWriter(names.Lines(callId, stream), files);
        IAppendFile bytes;
        if (File.Exists(bytesPath))
        {
            bytes = files.Open(bytesPath);
            index.Rebuild(bytesPath);
        }
        else
        {
            if (PrivateFolder.Ensure(names.Folder)) loop.DirtyFolder(Path.GetDirectoryName(names.Folder)!);
            bytes = files.Create(bytesPath);
            loop.DirtyFolder(names.Folder);
        }

        return new OutputFile(new OutputRange(callId, stream, 0, 0), bytesPath, bytes, index, loop);
    }

    public Result<OutputRange> Append(ReadOnlySpan<byte> bytes)
    {
        OutputRange range;
        lock (gate)
        {
            if (closed) return new Diagnostic(JournalRules.Closed, $"the output of call {start.CallId} is closed");
            range = start with { Offset = file.Length, Length = bytes.Length };
            try
            {
                file.Append(bytes);
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return new Diagnostic(JournalRules.WriteFailed, $"the output of call {start.CallId} cannot be written: {FileFailure.Reason(e)}")
                {
                    Cause = FileFailure.From("write", path, e),
                    Fix = "make room on the disk that holds the data directory, then run again",
                };
            }

            lines.Add(bytes);
            dirty = true;
        }

        loop.Dirty(this, bytes.Length);
        return range;
    }

    public void Sync()
    {
        lock (gate)
        {
            // Told of twice for the same bytes: a group may have passed between their writing and the telling.
            if (released) return;
            dirty = false;
            syncing = true;
        }

        file.Sync();
        lock (gate)
        {
            syncing = false;
            if (closed && !dirty) Release();
        }
    }

    /// <summary>Takes no more bytes. Those that are not synced yet keep the file open until they are.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (closed) return;
            closed = true;
            lines.Dispose();
            if (!dirty && !syncing) Release();
        }
    }

    private void Release()
    {
        released = true;
        file.Dispose();
    }
}

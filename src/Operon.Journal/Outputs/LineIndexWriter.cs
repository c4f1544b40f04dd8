using System.Buffers;
using Operon.Host.Files;
using Operon.Journal.Storage;

namespace Operon.Journal.Outputs;

/// <summary>Counts lines as they come. Output of less than 1 MiB, which is nearly all, has no index file.</summary>
internal sealed class LineIndexWriter(string path, IFileLayer files) : IDisposable
{
    private IAppendFile? index;
    private bool givenUp;
    private long offset;
    private long lineFeeds;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..(int)Math.Min(bytes.Length, LineIndex.Stride - (offset % LineIndex.Stride))];
            lineFeeds += part.Count((byte)'\n');
            offset += part.Length;
            if (offset % LineIndex.Stride == 0) AddEntry();
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Counts what is there already, instead of trusting an index that a crash may have left behind or ahead.</summary>
    public void Rebuild(string outputPath)
    {
        File.Delete(path);
        using var output = File.OpenRead(outputPath);
        var buffer = ArrayPool<byte>.Shared.Rent(LineIndex.Stride);
        for (var read = output.Read(buffer); read > 0; read = output.Read(buffer)) Add(buffer.AsSpan(0, read));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    public void Dispose() => index?.Dispose();

    private void AddEntry()
    {
        if (givenUp) return;
        try
        {
            index ??= files.Create(path);
            Span<byte> entry = stackalloc byte[LineIndex.EntryLength];
            LineIndex.Write(entry, (offset / LineIndex.Stride) - 1, lineFeeds);
            index.Append(entry);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // Readers count for themselves what the index does not tell; the output itself is what matters.
            givenUp = true;
        }
    }
}

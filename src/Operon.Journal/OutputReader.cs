using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Operon.Host.Linux;
using Operon.Journal.Outputs;

namespace Operon.Journal;

/// <summary>
/// One stream of one call, by offset and by line. Lines end with a line feed and are counted from 1; what follows the last line feed is a
/// line too. May be read while it grows. Not for several threads.
/// </summary>
public sealed class OutputReader : IDisposable
{
    private readonly string path;
    private readonly string linesPath;
    private SafeFileHandle? file;

    internal OutputReader(string path, string linesPath)
    {
        this.path = path;
        this.linesPath = linesPath;
    }

    /// <summary>How many bytes are there now.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public long Length => TryOpen() is { } handle ? RandomAccess.GetLength(handle) : 0;

    /// <summary>How many lines are there now. Counts what the index does not cover: at most 1 MiB if the index is whole.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public long CountLines()
    {
        var length = Length;
        if (length == 0) return 0;
        Span<byte> last = stackalloc byte[1];
        Read(length - 1, last);
        return CountLineFeeds(length) + (last[0] == (byte)'\n' ? 0 : 1);
    }

    /// <summary>Reads bytes; fewer than asked for only at the end.</summary>
    /// <returns>How many were read.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public int Read(long offset, Span<byte> into)
    {
        if (TryOpen() is not { } handle) return 0;
        var read = 0;
        while (read < into.Length)
        {
            var got = RandomAccess.Read(handle, into[read..], offset + read);
            if (got == 0) break;
            read += got;
        }

        return read;
    }

    /// <summary>Where a line begins: the length of the output for the line after the last line feed, null for one that is not there.</summary>
    /// <param name="line">From 1.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public long? OffsetOfLine(long line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(line, 1);
        if (line == 1) return 0;

        // The line begins after line feed number line - 1; find the last indexed place with fewer.
        using var index = new LineIndexReader(linesPath);
        var (offset, seen) = index.Before(line - 1, Length);
        foreach (var (at, chunk) in Chunks(offset))
        {
            var feeds = chunk.Span.Count((byte)'\n');
            if (seen + feeds < line - 1)
            {
                seen += feeds;
                continue;
            }

            return at + AfterLineFeed(chunk.Span, (int)(line - 1 - seen));
        }

        return null;
    }

    /// <summary>Where the last lines begin; reads only those.</summary>
    /// <param name="lines">How many lines, at least 1; all when there are fewer.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public long OffsetOfLast(long lines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lines, 1);
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            var end = Length;

            // The line feed at the very end closes the last line and begins none.
            for (var upTo = Math.Max(0, end - 1); upTo > 0;)
            {
                var start = Math.Max(0, upTo - buffer.Length);
                var chunk = buffer.AsSpan(0, Read(start, buffer.AsSpan(0, (int)(upTo - start))));
                for (var at = chunk.LastIndexOf((byte)'\n'); at >= 0; at = chunk[..at].LastIndexOf((byte)'\n'))
                {
                    if (--lines == 0) return start + at + 1;
                }

                upTo = start;
            }

            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private static int AfterLineFeed(ReadOnlySpan<byte> bytes, int count)
    {
        var at = 0;
        for (; count > 0; count--) at += bytes[at..].IndexOf((byte)'\n') + 1;
        return at;
    }

    private long CountLineFeeds(long upTo)
    {
        using var index = new LineIndexReader(linesPath);
        var (offset, seen) = index.Before(long.MaxValue, upTo);
        foreach (var (at, chunk) in Chunks(offset)) seen += chunk.Span[..(int)Math.Clamp(upTo - at, 0, chunk.Length)].Count((byte)'\n');
        return seen;
    }

    private IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Chunks(long offset)
    {
        var buffer = new byte[64 << 10];
        for (var read = Read(offset, buffer); read > 0; read = Read(offset, buffer))
        {
            yield return (offset, buffer.AsMemory(0, read));
            offset += read;
        }
    }

    private SafeFileHandle? TryOpen()
    {
        if (file is not null || FileStatus.Find(path) != FileKind.File) return file;
        return file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }
}

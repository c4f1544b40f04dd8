using Microsoft.Win32.SafeHandles;

namespace Operon.Journal.Outputs;

/// <summary>Asks the index of lines. Without one, everything is counted from the start of the output.</summary>
internal sealed class LineIndexReader(string path) : IDisposable
{
    private readonly SafeFileHandle? file = File.Exists(path) ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;

    /// <summary>The last place the index knows that has fewer line feeds before it than <paramref name="lineFeeds"/>.</summary>
    /// <param name="lineFeeds">How many are too many.</param>
    /// <param name="length">How long the output is; what the index says beyond is old.</param>
    public (long Offset, long LineFeeds) Before(long lineFeeds, long length)
    {
        var known = file is null ? 0 : Math.Min(RandomAccess.GetLength(file) / LineIndex.EntryLength, length / LineIndex.Stride);
        long low = 0;
        long found = 0;
        for (var high = known; low < high;)
        {
            // Entry middle - 1 speaks of the place middle MiB in. A damaged entry ends what is known.
            var middle = (low + high + 1) / 2;
            var feeds = Entry(middle - 1);
            if (feeds >= 0 && feeds < lineFeeds) (low, found) = (middle, feeds);
            else high = middle - 1;
        }

        return (low * LineIndex.Stride, found);
    }

    public void Dispose() => file?.Dispose();

    private long Entry(long index)
    {
        Span<byte> entry = stackalloc byte[LineIndex.EntryLength];
        return RandomAccess.Read(file!, entry, index * LineIndex.EntryLength) == entry.Length ? LineIndex.Read(entry, index) : -1;
    }
}

using Microsoft.Win32.SafeHandles;
using Operon.Host.Files;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// The bytes of a <see cref="KeyIndex"/>: all in memory, or those of a file, of which blocks are read when something of them is asked for. Most of an
/// index is names of contents, and most queries need few of them. Safe for concurrent use.
/// </summary>
internal sealed class KeyImage
{
    private const int BlockBits = 16;

    private readonly byte[] bytes;
    private readonly SafeFileHandle? file;
    private readonly string path;
    private readonly bool[] read;
    private readonly Lock gate = new();

    /// <summary>An image in memory.</summary>
    public KeyImage(byte[] bytes) => (this.bytes, path, read) = (bytes, "", []);

    /// <summary>The image in a file, which nobody writes: who changes it puts another file in its place.</summary>
    /// <param name="file">The open file, which is closed when the image is no longer used.</param>
    /// <param name="length">Its length, in bytes.</param>
    /// <param name="path">Where it lies, for errors.</param>
    public KeyImage(SafeFileHandle file, int length, string path)
    {
        (this.file, this.path) = (file, path);

        // Memory that is not written is not taken from the machine.
        bytes = GC.AllocateUninitializedArray<byte>(length);
        read = new bool[(length >> BlockBits) + 1];
    }

    /// <summary>How many bytes it has.</summary>
    public int Length => bytes.Length;

    /// <summary>Some of them.</summary>
    /// <exception cref="StoreFailure">The file cannot be read.</exception>
    public ReadOnlySpan<byte> Slice(int start, int length)
    {
        if (file is not null && length > 0) Read(start >> BlockBits, (start + length - 1) >> BlockBits);
        return bytes.AsSpan(start, length);
    }

    private void Read(int first, int last)
    {
        for (var block = first; block <= last; block++)
        {
            if (Volatile.Read(ref read[block])) continue;
            lock (gate)
            {
                // Those that follow one another come with one call.
                var end = block + 1;
                while (end <= last && !read[end]) end++;
                ReadNow(block << BlockBits, Math.Min(end << BlockBits, bytes.Length));
                for (var done = block; done < end; done++) Volatile.Write(ref read[done], true);
            }
        }
    }

    private void ReadNow(int from, int to)
    {
        try
        {
            while (from < to)
            {
                var count = RandomAccess.Read(file!, bytes.AsSpan(from..to), from);
                if (count == 0) throw new EndOfStreamException("the file has become shorter");
                from += count;
            }
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            throw new StoreFailure(FileFailure.From("read", path, e) with { Fix = "remove it: it is made anew" });
        }
    }
}

using Operon.Host.Files;

namespace Operon.Journal.Storage;

/// <summary>A file of the file system.</summary>
internal sealed class DiskAppendFile : IAppendFile
{
    private readonly FileStream stream;

    private DiskAppendFile(FileStream stream)
    {
        this.stream = stream;
        Length = stream.Length;
    }

    public long Length { get; private set; }

    public static DiskAppendFile Open(string path, FileStreamOptions options) => new(new FileStream(path, options));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(stream.SafeFileHandle, bytes, Length);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            TryCutTail();
            throw;
        }

        Length += bytes.Length;
    }

    public void Truncate(long length)
    {
        RandomAccess.SetLength(stream.SafeFileHandle, length);
        Length = length;
    }

    public void Sync() => FileSync.Bytes(stream.SafeFileHandle);

    public void Dispose() => stream.Dispose();

    /// <summary>A write that ran out of space left its beginning behind. Where even cutting fails, readers recognise the torn tail.</summary>
    private bool TryCutTail()
    {
        try
        {
            RandomAccess.SetLength(stream.SafeFileHandle, Length);
            return true;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return false;
        }
    }
}

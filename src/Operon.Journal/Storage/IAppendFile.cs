namespace Operon.Journal.Storage;

/// <summary>A file that grows at its end. Not for several threads, but <see cref="Sync"/> may run beside the others.</summary>
internal interface IAppendFile : IDisposable
{
    /// <summary>Bytes that were appended whole.</summary>
    long Length { get; }

    /// <summary>Appends all of it in one write. After a failure the file ends as before, if the disk lets it.</summary>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);

    /// <summary>Waits until what was appended is on the disk.</summary>
    void Sync();
}

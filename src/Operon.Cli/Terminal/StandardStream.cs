using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>
/// Standard output or error. One that takes nothing more must not end a run in the middle of its work: from then on what is
/// written is dropped, and <see cref="Failure"/> says why. That a reader has gone away is no failure.
/// </summary>
internal sealed class StandardStream(Stream inner, string name) : Stream
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    /// <summary>Why something could not be written; null when all was.</summary>
    public Diagnostic? Failure { get; private set; }

    /// <summary>Called once, when something cannot be written.</summary>
    public Action? Failed { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output of the process.</summary>
    public static StandardStream Output() => new(PipeEnd.IsWritable(OutputDescriptor) ? Console.OpenStandardOutput() : Null, "standard output");

    /// <summary>Standard error of the process.</summary>
    public static StandardStream Error() => new(PipeEnd.IsWritable(ErrorDescriptor) ? Console.OpenStandardError() : Null, "standard error");

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Failure is not null) return;
        try
        {
            inner.Write(buffer);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            Failure = FileFailure.From("write", name, e);
            Failed?.Invoke();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

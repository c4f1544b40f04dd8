using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Streams;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>
/// Standard output or error. One that takes nothing more must not end a run in the middle of its work: from then on what is
/// written is dropped, and <see cref="Failure"/> says why. That a reader has gone away is no failure.
/// </summary>
internal sealed class StandardStream(Stream inner, string name) : SequentialWriteStream
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    /// <summary>Why something could not be written; null when all was.</summary>
    public Diagnostic? Failure { get; private set; }

    /// <summary>Called once, when something cannot be written.</summary>
    public Action? Failed { get; set; }

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

    public override void Flush() => inner.Flush();
}

using Operon.Host.Files;
using Operon.Journal.Outputs;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Journal;

/// <summary>
/// Takes the output of one call. Each stream has a file of its own, which holds its bytes and nothing else: it can be
/// read with any tool, offsets and lines are those of the stream, and the two streams need no lock between them.
/// What order they came in is told by the events. A file is created with its first byte.
/// </summary>
public sealed class OutputWriter : IDisposable
{
    private readonly Lock gate = new();
    private readonly string callId;
    private readonly Func<OutputStream, OutputFile> open;
    private readonly Action<OutputWriter> closed;
    private OutputFile? stdout;
    private OutputFile? stderr;
    private bool disposed;

    internal OutputWriter(string callId, Func<OutputStream, OutputFile> open, Action<OutputWriter> closed)
    {
        this.callId = OutputNames.Checked(callId);
        this.open = open;
        this.closed = closed;
    }

    /// <summary>Which call.</summary>
    public string CallId => callId;

    /// <summary>
    /// Appends bytes to a stream and tells where they are. When this returns they are in the kernel, so an event
    /// appended afterwards may name them. From several threads; the ranges of one stream never overlap.
    /// </summary>
    /// <returns>The range, or <see cref="JournalRules.WriteFailed"/>, or <see cref="JournalRules.Closed"/>.</returns>
    public Result<OutputRange> Write(OutputStream stream, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return new OutputRange(callId, stream, 0, 0);
        OutputFile file;
        lock (gate)
        {
            if (disposed) return new Diagnostic(JournalRules.Closed, $"the output of call {callId} is closed");
            try
            {
                file = stream == OutputStream.Stdout ? stdout ??= open(stream) : stderr ??= open(stream);
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return new Diagnostic(JournalRules.WriteFailed, $"the output of call {callId} cannot be written: {FileFailure.Reason(e)}");
            }
        }

        return file.Append(bytes);
    }

    /// <summary>Closes the files. What was written stays on its way to the disk.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            stdout?.Dispose();
            stderr?.Dispose();
        }

        closed(this);
    }
}

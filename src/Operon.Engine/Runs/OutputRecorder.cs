using System.Text;
using Operon.Containers;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Runs.Masking;

namespace Operon.Engine.Runs;

/// <summary>Writes what a container writes into the run, without secrets, and keeps the end of its errors for the message when it fails.</summary>
internal sealed class OutputRecorder : IContainerOutput, IDisposable
{
    private const int KeptBytes = 4096;
    private const int KeptLines = 10;

    private readonly RunFolder journal;
    private readonly CallId call;
    private readonly OutputWriter output;
    private readonly MaskedOutput standardOutput;
    private readonly MaskedOutput standardError;
    private readonly Lock gate = new();
    private byte[] lastErrors = [];

    public OutputRecorder(RunFolder journal, CallId call, SecretMasks masks)
    {
        this.journal = journal;
        this.call = call;
        output = journal.Output(call.ToString());
        standardOutput = new MaskedOutput(masks, bytes => Record(OutputKind.Stdout, OutputStream.Stdout, bytes));
        standardError = new MaskedOutput(masks, bytes =>
        {
            Keep(bytes);
            Record(OutputKind.Stderr, OutputStream.Stderr, bytes);
        });
    }

    /// <summary>The last lines of standard error, without the end of the last.</summary>
    public string LastErrors
    {
        get
        {
            lock (gate)
            {
                var lines = Encoding.UTF8.GetString(lastErrors).TrimEnd().Split('\n');
                return string.Join('\n', lines.TakeLast(KeptLines));
            }
        }
    }

    public ValueTask WriteAsync(ContainerStream stream, ReadOnlyMemory<byte> chunk)
    {
        (stream == ContainerStream.Error ? standardError : standardOutput).Write(chunk.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Records what was held back; the container has ended.</summary>
    /// <exception cref="IOException">The run takes nothing more.</exception>
    public void Complete()
    {
        standardOutput.Complete();
        standardError.Complete();
    }

    public void Dispose()
    {
        output.Dispose();
    }

    private void Record(OutputKind kind, OutputStream file, ReadOnlySpan<byte> bytes)
    {
        if (!output.Write(file, bytes).TryGet(out var range, out var error)) throw new IOException(error.Message);
        var written = new OutputWritten(call, kind, range.Offset, bytes.Length);
        if (journal.Append(RunEventJson.Write(written)).Error is { } refused) throw new IOException(refused.Message);
    }

    private void Keep(ReadOnlySpan<byte> chunk)
    {
        lock (gate)
        {
            var kept = lastErrors.AsSpan(Math.Max(0, lastErrors.Length + Math.Min(chunk.Length, KeptBytes) - KeptBytes));
            var added = chunk[Math.Max(0, chunk.Length - KeptBytes)..];
            var joined = new byte[kept.Length + added.Length];
            kept.CopyTo(joined);
            added.CopyTo(joined.AsSpan(kept.Length));
            lastErrors = joined;
        }
    }
}

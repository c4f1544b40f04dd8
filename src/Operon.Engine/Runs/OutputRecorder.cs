using System.Text;
using Operon.Containers;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;

namespace Operon.Engine.Runs;

/// <summary>Writes what a container writes into the run, and keeps the end of its errors for the message when it fails.</summary>
internal sealed class OutputRecorder(RunFolder journal, CallId call) : IContainerOutput, IDisposable
{
    private const int KeptBytes = 4096;
    private const int KeptLines = 10;

    private readonly OutputWriter output = journal.Output(call.ToString());
    private readonly Lock gate = new();
    private byte[] lastErrors = [];

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
        if (stream == ContainerStream.Error) Keep(chunk.Span);
        var (kind, file) = stream == ContainerStream.Output ? (OutputKind.Stdout, OutputStream.Stdout) : (OutputKind.Stderr, OutputStream.Stderr);
        if (!output.Write(file, chunk.Span).TryGet(out var range, out var error)) throw new IOException(error.Message);
        var written = new OutputWritten(call, kind, range.Offset, chunk.Length);
        if (journal.Append(RunEventJson.Write(written)).Error is { } refused) throw new IOException(refused.Message);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => output.Dispose();

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

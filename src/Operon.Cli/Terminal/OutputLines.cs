using System.Buffers;
using Operon.Journal;
using Operon.Runs.Events;

namespace Operon.Cli.Terminal;

/// <summary>What a call writes, line by line: a line is held until it is whole, or until the call has ended.</summary>
/// <param name="open">Opens what it wrote to one of its streams.</param>
/// <param name="show">Gets each line without its end, in the order of the events.</param>
internal sealed class OutputLines(Func<OutputKind, OutputReader> open, OutputLines.LineSink show) : IDisposable
{
    /// <summary>What a line may hold before it is broken into two.</summary>
    private const int LongestLine = 16 << 20;

    private readonly OutputReader?[] readers = new OutputReader?[2];
    private readonly ArrayBufferWriter<byte>?[] lines = new ArrayBufferWriter<byte>?[2];

    internal delegate void LineSink(OutputKind stream, ReadOnlySpan<byte> line);

    /// <summary>Takes what an event tells of.</summary>
    public void Read(OutputWritten written)
    {
        var reader = readers[(int)written.Stream] ??= open(written.Stream);
        var buffer = ArrayPool<byte>.Shared.Rent(written.Length);
        var got = reader.Read(written.Offset, buffer.AsSpan(0, written.Length));
        Take(written.Stream, buffer.AsSpan(0, got));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Shows what is left of lines that never ended.</summary>
    public void End()
    {
        for (var stream = 0; stream < 2; stream++)
        {
            if (lines[stream] is { WrittenCount: > 0 } rest) Flush((OutputKind)stream, rest);
        }
    }

    public void Dispose()
    {
        foreach (var reader in readers) reader?.Dispose();
    }

    private void Take(OutputKind stream, ReadOnlySpan<byte> bytes)
    {
        var held = lines[(int)stream] ??= new ArrayBufferWriter<byte>();
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (held.WrittenCount > 0)
            {
                held.Write(bytes[..end]);
                Flush(stream, held);
            }
            else
            {
                show(stream, bytes[..end]);
            }

            bytes = bytes[(end + 1)..];
        }

        held.Write(bytes);
        if (held.WrittenCount > LongestLine) Flush(stream, held);
    }

    private void Flush(OutputKind stream, ArrayBufferWriter<byte> held)
    {
        show(stream, held.WrittenSpan);
        held.ResetWrittenCount();
    }
}

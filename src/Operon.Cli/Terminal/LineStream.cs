using Operon.Host.Streams;

namespace Operon.Cli.Terminal;

/// <summary>A stream to which several write whole lines: those of one are never torn by those of another.</summary>
/// <param name="target">Where they go.</param>
internal sealed class LineStream(Stream target)
{
    private const int Enough = 1 << 16;
    private readonly Lock gate = new();

    /// <summary>A stream for one of them. What it is given goes on when it is flushed, or when there is much of it and a line has ended.</summary>
    public Stream Part() => new Writer(this);

    private void Pass(ReadOnlySpan<byte> lines)
    {
        lock (gate)
        {
            target.Write(lines);
            target.Flush();
        }
    }

    private sealed class Writer(LineStream lines) : SequentialWriteStream
    {
        private readonly MemoryStream held = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            held.Write(buffer);
            if (held.Length >= Enough && buffer is [.., (byte)'\n']) Flush();
        }

        public override void Flush()
        {
            if (held.Length == 0) return;
            lines.Pass(held.GetBuffer().AsSpan(0, (int)held.Length));
            held.SetLength(0);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) Flush();
            base.Dispose(disposing);
        }
    }
}

using Operon.Host.Streams;

namespace Operon.Cli.Terminal.Jobs;

/// <summary>
/// The log of a job of a service, to which output and errors go in one order. What is said to the service itself stands on lines of its
/// own, and nobody else can say it. From several threads.
/// </summary>
/// <param name="target">Standard output.</param>
/// <param name="words">What the service understands.</param>
internal sealed class JobLog(Stream target, IJobWords words) : SequentialWriteStream
{
    private const int Enough = 1 << 16;
    private readonly MemoryStream held = new();
    private readonly Lock gate = new();
    private bool isOpen;
    private bool isLineStart = true;

    /// <summary>Says something to the service.</summary>
    /// <param name="word">A line, or nothing.</param>
    public void Say(string word)
    {
        if (word.Length == 0) return;
        lock (gate)
        {
            EndLine();
            if (isOpen) Put(words.Resume());
            isOpen = false;
            Put(word);
            Pass();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IsEmpty) return;
        lock (gate)
        {
            // From here on nothing is for the service, until it is told.
            if (!isOpen) Put(words.Suspend());
            isOpen = true;
            held.Write(buffer);
            isLineStart = buffer[^1] == (byte)'\n';
            if (held.Length >= Enough) Pass();
        }
    }

    public override void Flush()
    {
        lock (gate) Pass();
    }

    /// <summary>Nothing more comes: what the next program of the job says is for the service again.</summary>
    public void End()
    {
        lock (gate)
        {
            EndLine();
            if (isOpen) Put(words.Resume());
            isOpen = false;
            Pass();
        }
    }

    private void EndLine()
    {
        if (!isLineStart) held.WriteByte((byte)'\n');
        isLineStart = true;
    }

    private void Put(string line)
    {
        if (line.Length == 0) return;
        held.Write(System.Text.Encoding.UTF8.GetBytes(line));
        held.WriteByte((byte)'\n');
    }

    private void Pass()
    {
        if (held.Length == 0) return;
        target.Write(held.GetBuffer().AsSpan(0, (int)held.Length));
        target.Flush();
        held.SetLength(0);
    }
}

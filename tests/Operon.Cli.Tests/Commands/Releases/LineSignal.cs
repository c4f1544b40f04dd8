using System.Text;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>Keeps what a command prints, and tells when a line has been printed.</summary>
/// <param name="line">The line.</param>
internal sealed class LineSignal(string line) : MemoryStream
{
    private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();

    public Task Seen => seen.Task;

    public string Text
    {
        get
        {
            lock (gate) return Encoding.UTF8.GetString(ToArray());
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (gate) base.Write(buffer, offset, count);
        if (Text.Contains(line + "\n", StringComparison.Ordinal)) seen.TrySetResult();
    }
}

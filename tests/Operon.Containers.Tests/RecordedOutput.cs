using System.Text;

namespace Operon.Containers.Tests;

/// <summary>Keeps what a container writes.</summary>
internal sealed class RecordedOutput : IContainerOutput
{
    private readonly MemoryStream[] streams = [new(), new()];

    public string Output => Text(ContainerStream.Output);

    public string Error => Text(ContainerStream.Error);

    public int LongestChunk { get; private set; }

    /// <summary>Completes when the first bytes have come.</summary>
    public TaskCompletionSource FirstBytes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask WriteAsync(ContainerStream stream, ReadOnlyMemory<byte> chunk)
    {
        lock (streams)
        {
            streams[(int)stream].Write(chunk.Span);
            LongestChunk = Math.Max(LongestChunk, chunk.Length);
        }

        FirstBytes.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public byte[] Bytes(ContainerStream stream)
    {
        lock (streams) return streams[(int)stream].ToArray();
    }

    /// <summary>Waits until standard output holds a text.</summary>
    public async Task UntilAsync(string text)
    {
        for (var i = 0; i < 3000 && !Output.Contains(text, StringComparison.Ordinal); i++) await Task.Delay(10);
        Output.ShouldContain(text, customMessage: $"standard error: {Error}");
    }

    private string Text(ContainerStream stream) => Encoding.UTF8.GetString(Bytes(stream));
}

namespace Operon.Cli.Terminal.Live;

/// <summary>The last lines of a call, for the case that it fails.</summary>
internal sealed class LastLines
{
    private const int Most = 10;
    private const int Longest = 2000;
    private readonly Queue<byte[]> lines = new();

    public IReadOnlyCollection<byte[]> Lines => lines;

    /// <summary>Whether some of them went to standard error, of which the error tells too.</summary>
    public bool HasErrors { get; private set; }

    public void Add(ReadOnlySpan<byte> line, bool isError)
    {
        HasErrors |= isError;
        if (lines.Count == Most) lines.Dequeue();
        lines.Enqueue(line[..Math.Min(line.Length, Longest)].ToArray());
    }
}

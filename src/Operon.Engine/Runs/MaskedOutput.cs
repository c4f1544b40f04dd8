using Operon.Runs.Masking;

namespace Operon.Engine.Runs;

/// <summary>
/// One stream of a container with its secrets hidden. What may be the beginning of one waits for what comes next, however late, or for
/// the end: a program that writes a secret byte by byte must not get its beginning through.
/// </summary>
internal sealed class MaskedOutput(SecretMasks masks, Action<ReadOnlySpan<byte>> record)
{
    private const int LongestChunk = 32 * 1024;

    private readonly MaskedStream stream = new(masks);

    public void Write(ReadOnlySpan<byte> chunk) => Record(stream.Write(chunk));

    /// <summary>Records what is held; nothing follows.</summary>
    public void Complete() => Record(stream.Flush());

    // A mask may be longer than what it hides.
    private void Record(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, LongestChunk);
            record(bytes[..length]);
            bytes = bytes[length..];
        }
    }
}

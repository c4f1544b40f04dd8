using System.Buffers;

namespace Operon.Runs.Masking;

/// <summary>
/// Masks the secrets in a stream of bytes, also those that are cut by the ends of chunks. However the bytes are cut, the same comes
/// out: nothing but secrets is changed, and the order stays. Bytes that may be the beginning of a secret are held back, less than
/// the longest secret form has. Not thread-safe.
/// </summary>
/// <param name="masks">The secrets; those that are added later count from then on.</param>
public sealed class MaskedStream(SecretMasks masks)
{
    private readonly MaskedRegions regions = new();
    private readonly ArrayBufferWriter<byte> written = new();
    private SecretMatcher? matcher;
    private byte[] held = [];
    private int length;
    private int node;

    /// <summary>How many of the last bytes are held back.</summary>
    public int Held => length;

    /// <summary>Takes the next bytes.</summary>
    /// <returns>What is certain now; may be <paramref name="chunk"/> itself, and is valid until the next call.</returns>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> chunk) => Advance(chunk, holds: true);

    /// <summary>Gives what is held back. The beginning of a secret comes out with it; when the rest follows, that is masked.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> Flush() => Advance([], holds: false);

    internal ReadOnlySpan<byte> All(ReadOnlySpan<byte> text) => Advance(text, holds: false);

    private ReadOnlySpan<byte> Advance(ReadOnlySpan<byte> chunk, bool holds)
    {
        if (masks.Matcher is not { } current) return chunk;
        var seen = length;
        if (!ReferenceEquals(current, matcher))
        {
            // What is held may be part of a secret that was not known.
            (matcher, node, seen) = (current, 0, 0);
            regions.ForgetHidden();
        }

        if (length == 0)
        {
            node = matcher.Scan(chunk, node, 0, regions);
            if (regions.Count == 0 && (!holds || matcher.Pending(node) == 0)) return chunk;
            Hold(chunk);
        }
        else
        {
            Hold(chunk);
            node = matcher.Scan(held.AsSpan(seen, length - seen), node, seen, regions);
        }

        var undecided = length - matcher.Pending(node);
        var certain = holds ? Math.Max(0, undecided) : length;
        written.ResetWrittenCount();
        Emit(certain);
        held.AsSpan(certain, length - certain).CopyTo(held);
        length -= certain;
        regions.Move(certain, undecided - certain);
        return written.WrittenSpan;
    }

    private void Emit(int certain)
    {
        var at = 0;
        for (var i = 0; i < regions.Count && regions[i].Start < certain; i++)
        {
            var region = regions[i];
            if (region.Start > at) written.Write(held.AsSpan(at, region.Start - at));
            if (!region.IsShown)
            {
                written.Write(matcher!.Mask(region.Mask));
                regions.Shown(i);
            }

            at = Math.Max(at, Math.Min(region.End, certain));
        }

        if (at < certain) written.Write(held.AsSpan(at, certain - at));
    }

    private void Hold(ReadOnlySpan<byte> chunk)
    {
        if (held.Length < length + chunk.Length) Array.Resize(ref held, Math.Max(length + chunk.Length, held.Length * 2));
        chunk.CopyTo(held.AsSpan(length));
        length += chunk.Length;
    }
}

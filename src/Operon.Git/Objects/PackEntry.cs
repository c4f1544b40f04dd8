namespace Operon.Git.Objects;

/// <summary>An object as it lies in a pack.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Kind, length and compressed content.</param>
internal sealed record PackEntry(ObjectKind Kind, byte[] Bytes)
{
    /// <summary>Kind and four bits of the length, then seven bits in each byte; each but the last has the highest bit.</summary>
    public static PackEntry Of(NewObject made)
    {
        Span<byte> header = stackalloc byte[10];
        var length = (ulong)made.Content.Length;
        var used = 0;
        header[used] = (byte)((NumberOf(made.Kind) << 4) | (int)(length & 0b1111));
        for (length >>= 4; length > 0; length >>= 7)
        {
            header[used++] |= 0x80;
            header[used] = (byte)(length & 0x7f);
        }

        using var packed = new MemoryStream();
        packed.Write(header[..(used + 1)]);
        ObjectCompression.Write(packed, made.Content);
        return new PackEntry(made.Kind, packed.ToArray());
    }

    private static int NumberOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Commit => 1,
        ObjectKind.Tree => 2,
        ObjectKind.Blob => 3,
        ObjectKind.Tag => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

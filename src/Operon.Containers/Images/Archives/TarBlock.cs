namespace Operon.Containers.Images.Archives;

/// <summary>The fields of a header block of 512 bytes (POSIX <c>ustar</c>, GNU, and what was before them).</summary>
/// <param name="bytes">The block.</param>
internal readonly ref struct TarBlock(ReadOnlySpan<byte> bytes)
{
    public const int Size = 512;

    private readonly ReadOnlySpan<byte> bytes = bytes;

    public byte Kind => bytes[156];

    public ReadOnlySpan<byte> Name => Text(0, 100);

    public ReadOnlySpan<byte> Link => Text(157, 100);

    /// <summary>What comes before the name; POSIX alone has it.</summary>
    public ReadOnlySpan<byte> Prefix => IsPosix ? Text(345, 155) : default;

    public long Mode => Number(100, 8);

    public long User => Number(108, 8);

    public long Group => Number(116, 8);

    public long Length => Number(124, 12);

    public long Time => Number(136, 12);

    public long DeviceMajor => HasDevice ? Number(329, 8) : 0;

    public long DeviceMinor => HasDevice ? Number(337, 8) : 0;

    /// <summary>The length of a file with holes, in GNU's older form.</summary>
    public long RealLength => Number(483, 12);

    /// <summary>Whether all bytes are zero, as at the end of an archive.</summary>
    public bool IsEmpty => !bytes.ContainsAnyExcept((byte)0);

    /// <summary>Whether the checksum is right. Programs of old have added bytes as signed.</summary>
    public bool IsIntact
    {
        get
        {
            var (sum, signed) = (0L, 0L);
            for (var i = 0; i < Size; i++)
            {
                var value = i is >= 148 and < 156 ? (byte)' ' : bytes[i];
                sum += value;
                signed += (sbyte)value;
            }

            return Number(148, 8) is var told && (told == sum || told == signed);
        }
    }

    private bool IsPosix => bytes[257..].StartsWith("ustar\0"u8);

    private bool HasDevice => bytes[257..].StartsWith("ustar"u8);

    /// <summary>A part of the map of a file with holes: in the header there is place for four, in each block after it for 21.</summary>
    /// <returns>The parts; whether another block follows.</returns>
    public (List<(long Offset, long Length)> Parts, bool More) Fragments(bool isHeader)
    {
        var (start, count, flag) = isHeader ? (386, 4, 482) : (0, 21, 504);
        var parts = new List<(long, long)>();
        for (var i = 0; i < count; i++)
        {
            var at = start + (i * 24);
            if (bytes[at] == 0 && bytes[at + 12] == 0) break;
            parts.Add((Number(at, 12), Number(at + 12, 12)));
        }

        return (parts, bytes[flag] != 0);
    }

    private ReadOnlySpan<byte> Text(int start, int length)
    {
        var field = bytes.Slice(start, length);
        var end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    // Octal digits, or, with the highest bit set, a number of many bytes.
    private long Number(int start, int length)
    {
        var field = bytes.Slice(start, length);
        if ((field[0] & 0x80) != 0)
        {
            // The second highest bit is the sign; more than 64 bits must repeat it.
            var isNegative = (field[0] & 0x40) != 0;
            var value = isNegative ? -1L : 0;
            for (var i = 0; i < length; i++)
            {
                if (value is > (long.MaxValue >> 8) or < (long.MinValue >> 8)) throw Broken();
                var next = i == 0 && !isNegative ? field[i] & 0x7f : field[i];
                value = (value * 256) + next;
            }

            return value;
        }

        var digits = field.Trim(" \0"u8);
        var end = digits.IndexOfAny((byte)0, (byte)' ');
        if (end >= 0) digits = digits[..end];
        var number = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7' || number > long.MaxValue >> 3) throw Broken();
            number = (number << 3) | (uint)(digit - '0');
        }

        return number;
    }

    private static InvalidDataException Broken() => new("a number in it is damaged");
}

using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Operon.Runs;

/// <summary>The id of a call, and of the run when it is the root's: a UUID of version 4 as 32 hexadecimal digits.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct CallId : IEquatable<CallId>
{
    /// <summary>How many digits an id has.</summary>
    public const int Digits = 32;

    // Of each byte what it is worth as a hexadecimal digit, or -1.
    private static ReadOnlySpan<sbyte> Values =>
    [
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    ];

    // Not as text: runs have very many, and every event names one or two.
    private readonly ulong high;
    private readonly ulong low;

    private CallId(ulong high, ulong low) => (this.high, this.low) = (high, low);

    /// <summary>The first eight digits, which people see.</summary>
    public string Short => ToString()[..8];

    /// <summary>Whether two ids are the same.</summary>
    public static bool operator ==(CallId left, CallId right) => left.Equals(right);

    /// <summary>Whether two ids are not the same.</summary>
    public static bool operator !=(CallId left, CallId right) => !left.Equals(right);

    /// <summary>A new id.</summary>
    public static CallId Create()
    {
        Span<byte> bytes = stackalloc byte[Digits / 2];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        return new CallId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));
    }

    /// <summary>Reads an id of 32 hexadecimal digits.</summary>
    public static CallId? Parse(string text)
    {
        if (text.Length != Digits) return null;
        Span<byte> digits = stackalloc byte[Digits];
        return System.Text.Ascii.FromUtf16(text, digits, out _) == OperationStatus.Done ? Parse(digits) : null;
    }

    /// <summary>Reads an id of 32 hexadecimal digits, as UTF-8.</summary>
    public static CallId? Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length != Digits) return null;
        return Parse(text[..(Digits / 2)], out var high) && Parse(text[(Digits / 2)..], out var low) ? new CallId(high, low) : null;
    }

    /// <summary>Writes the 32 digits as UTF-8.</summary>
    /// <param name="digits">Has room for them.</param>
    public void Write(Span<byte> digits)
    {
        Span<byte> bytes = stackalloc byte[Digits / 2];
        WriteBytes(bytes);
        Convert.TryToHexStringLower(bytes, digits, out _);
    }

    /// <summary>The 32 digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Digits / 2];
        WriteBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(CallId other) => high == other.high && low == other.low;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CallId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(high, low);

    // Digits are random, so a branch for each would be guessed wrong half of the time.
    private static bool Parse(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        var all = 0;
        foreach (var digit in digits)
        {
            int four = Values[digit];
            all |= four;
            value = (value << 4) | (uint)four;
        }

        return all >= 0;
    }

    private void WriteBytes(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], low);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Operon.Text;

/// <summary>
/// Text as the bytes it is made of: normally UTF-8, but any bytes are kept as they are, so a file that passes
/// through a string comes out identical. Immutable; compares and sorts bytewise.
/// </summary>
public readonly struct ByteString : IEquatable<ByteString>, IComparable<ByteString>
{
    private readonly ReadOnlyMemory<byte> bytes;

    /// <summary>Takes the bytes as they are. The caller must not change them afterwards.</summary>
    public ByteString(ReadOnlyMemory<byte> bytes) => this.bytes = bytes;

    /// <summary>The UTF-8 bytes of <paramref name="text"/>.</summary>
    public ByteString(string text) => bytes = Encoding.UTF8.GetBytes(text);

    /// <summary>The text of no bytes.</summary>
    public static ByteString Empty => default;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => bytes.Span;

    /// <summary>How many bytes.</summary>
    public int Length => bytes.Length;

    /// <summary>Whether there is no byte.</summary>
    public bool IsEmpty => bytes.IsEmpty;

    /// <summary>The UTF-8 bytes of <paramref name="text"/>.</summary>
    public static implicit operator ByteString(string text) => new(text);

    /// <summary>Bytewise equality.</summary>
    public static bool operator ==(ByteString left, ByteString right) => left.Equals(right);

    /// <summary>Bytewise inequality.</summary>
    public static bool operator !=(ByteString left, ByteString right) => !left.Equals(right);

    /// <summary>Bytewise order.</summary>
    public static bool operator <(ByteString left, ByteString right) => left.CompareTo(right) < 0;

    /// <summary>Bytewise order.</summary>
    public static bool operator >(ByteString left, ByteString right) => left.CompareTo(right) > 0;

    /// <summary>Bytewise order.</summary>
    public static bool operator <=(ByteString left, ByteString right) => left.CompareTo(right) <= 0;

    /// <summary>Bytewise order.</summary>
    public static bool operator >=(ByteString left, ByteString right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public bool Equals(ByteString other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ByteString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public int CompareTo(ByteString other) => Span.SequenceCompareTo(other.Span);

    /// <summary>For people: invalid UTF-8 shows as U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);
}

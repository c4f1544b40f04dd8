using System.Text;

namespace Operon.Runs.Events;

/// <summary>Makes texts that many events share, such as kinds and ops, once. Forgets older ones and keeps no long ones, so it stays small. Not for several threads.</summary>
public sealed class SharedTexts
{
    private const int Size = 256;
    private const int Longest = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly (byte[] Bytes, string Text)[] texts = new (byte[], string)[Size];

    /// <summary>The text of some bytes.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <exception cref="ArgumentException">They are no UTF-8.</exception>
    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > Longest) return Strict.GetString(utf8);

        // Two different texts in one place are only slower.
        ref var place = ref texts[((utf8.Length * 31) + (utf8[^1] * 7) + utf8[utf8.Length / 2]) % Size];
        if (place.Text is not null && utf8.SequenceEqual(place.Bytes)) return place.Text;
        place = (utf8.ToArray(), Strict.GetString(utf8));
        return place.Text;
    }
}

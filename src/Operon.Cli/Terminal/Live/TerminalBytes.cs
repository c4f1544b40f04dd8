using System.Buffers;

namespace Operon.Cli.Terminal.Live;

/// <summary>
/// What a container wrote, for a terminal that shows more than that: colours stay; whatever would move the cursor, clear the
/// screen, set the title or ask the terminal something is left out. Of a line that was written over again and again with carriage
/// returns, such as a progress bar, its last state is shown.
/// </summary>
internal static class TerminalBytes
{
    private const byte Escape = 0x1b;

    /// <summary>Appends the line, without an end.</summary>
    /// <param name="line">As it was written.</param>
    /// <param name="hasColour">Whether colours are kept.</param>
    /// <param name="to">Gets it.</param>
    public static void Append(ReadOnlySpan<byte> line, bool hasColour, ArrayBufferWriter<byte> to)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.LastIndexOf((byte)'\r') is var over and >= 0) line = line[(over + 1)..];
        var isColoured = false;
        while (line.Length > 0)
        {
            var plain = line.IndexOfAnyInRange((byte)0, (byte)0x1f) is var control and >= 0 ? control : line.Length;
            if (line[..plain].IndexOf((byte)0x7f) is var delete and >= 0) plain = delete;
            to.Write(line[..plain]);
            line = line[plain..];
            if (line.Length == 0) break;
            if (line[0] == '\t') to.Write(line[..1]);
            var length = line[0] == Escape ? SequenceLength(line) : 1;
            if (hasColour && length > 2 && line[1] == '[' && line[length - 1] == 'm' && line[2..(length - 1)].IndexOfAnyExceptInRange((byte)'0', (byte)';') < 0)
            {
                to.Write(line[..length]);
                isColoured = true;
            }

            line = line[length..];
        }

        if (isColoured) to.Write("\e[0m"u8);
    }

    private static int SequenceLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2) return text.Length;
        switch (text[1])
        {
            // Parameters and intermediates, then one final byte.
            case (byte)'[':
                var end = text[2..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x3f);
                return end < 0 ? text.Length : end + 3;

            // A text that ends with BEL or ESC \.
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                for (var i = 2; i < text.Length; i++)
                {
                    if (text[i] == 7) return i + 1;
                    if (text[i] == Escape) return Math.Min(text.Length, i + 2);
                }

                return text.Length;
            default:
                var intermediates = text[1..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x2f);
                return intermediates < 0 ? text.Length : intermediates + 2;
        }
    }
}

using System.Globalization;

namespace Operon.Opspec.Declarations;

/// <summary>One port or several in a row.</summary>
/// <param name="First">The first, 1 to 65535.</param>
/// <param name="Last">The last, at least <paramref name="First"/>.</param>
/// <param name="IsUdp">UDP instead of TCP.</param>
public readonly record struct PortRange(int First, int Last, bool IsUdp)
{
    /// <summary>How many ports.</summary>
    public int Count => Last - First + 1;

    /// <summary>Reads <c>80</c>, <c>80-90</c>, each with <c>tcp</c>, <c>udp</c>, <c>/tcp</c> or <c>/udp</c> after it or not.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        range = default;
        var udp = text.EndsWith("udp", StringComparison.Ordinal);
        if (udp || text.EndsWith("tcp", StringComparison.Ordinal))
        {
            text = text[..^3];
            if (text.EndsWith("/", StringComparison.Ordinal)) text = text[..^1];
        }

        var dash = text.IndexOf('-');
        if (!TryPort(dash < 0 ? text : text[..dash], out var first)) return false;
        var last = first;
        if (dash >= 0 && !TryPort(text[(dash + 1)..], out last)) return false;
        if (last < first) return false;
        range = new PortRange(first, last, udp);
        return true;
    }

    private static bool TryPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
}

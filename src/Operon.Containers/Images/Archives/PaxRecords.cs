using System.Buffers.Text;
using System.Text;

namespace Operon.Containers.Images.Archives;

/// <summary>The extended header of entries (POSIX <c>pax</c>): names that are long or not ASCII, large numbers, attributes, holes.</summary>
internal sealed class PaxRecords
{
    private const string XattrPrefix = "SCHILY.xattr.";
    private readonly Dictionary<string, byte[]> values = new(StringComparer.Ordinal);
    private readonly List<long> fragments = [];

    /// <summary>Extended attributes, in order of their names.</summary>
    public IReadOnlyList<(string Name, byte[] Value)> Attributes =>
        [.. values.Where(v => v.Key.StartsWith(XattrPrefix, StringComparison.Ordinal)).Select(v => (v.Key[XattrPrefix.Length..], v.Value)).OrderBy(v => v.Item1, StringComparer.Ordinal)];

    /// <summary>Adds the records of a header; later ones count more, and an empty value takes one away.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            // 30 mtime=1350244992.023960108\n, where 30 is the length of all of it.
            var space = text.IndexOf((byte)' ');
            if (space <= 0 || !Utf8Parser.TryParse(text[..space], out int length, out var used) || used != space || length <= space + 2 || length > text.Length || text[length - 1] != (byte)'\n') throw Broken();
            var record = text[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0) throw Broken();
            Set(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..]);
            text = text[length..];
        }
    }

    /// <summary>A text; null when there is none.</summary>
    public byte[]? Text(string key) => values.GetValueOrDefault(key);

    /// <summary>A number; null when there is none.</summary>
    public long? Number(string key) => values.GetValueOrDefault(key) is not { } text ? null : Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length ? number : throw Broken();

    /// <summary>A time with a fraction.</summary>
    public (long Seconds, long Nanoseconds)? Time(string key)
    {
        if (values.GetValueOrDefault(key) is not { } bytes) return null;
        var text = Encoding.ASCII.GetString(bytes);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? "" : text[(point + 1)..];
        if (!long.TryParse(point < 0 ? text : text[..point], out var seconds) || fraction.Any(c => !char.IsAsciiDigit(c))) throw Broken();
        var nanoseconds = fraction.Length == 0 ? 0 : long.Parse(fraction.PadRight(9, '0')[..9]);
        return nanoseconds > 0 && text.StartsWith('-') ? (seconds - 1, 1_000_000_000 - nanoseconds) : (seconds, nanoseconds);
    }

    /// <summary>The map of a file with holes, in one of the two forms that stand in the header; null when there is none.</summary>
    public List<(long Offset, long Length)>? Fragments()
    {
        var numbers = fragments;
        if (values.GetValueOrDefault("GNU.sparse.map") is { } map)
        {
            numbers = [];
            foreach (var number in Encoding.ASCII.GetString(map).Split(',', StringSplitOptions.RemoveEmptyEntries)) numbers.Add(long.TryParse(number, out var value) ? value : throw Broken());
        }

        if (numbers.Count == 0 && !values.ContainsKey("GNU.sparse.size")) return null;
        if (numbers.Count % 2 != 0) throw Broken();
        var parts = new List<(long, long)>(numbers.Count / 2);
        for (var i = 0; i < numbers.Count; i += 2) parts.Add((numbers[i], numbers[i + 1]));
        return parts;
    }

    private void Set(string key, ReadOnlySpan<byte> value)
    {
        if (key is "GNU.sparse.offset" or "GNU.sparse.numbytes") fragments.Add(Utf8Parser.TryParse(value, out long number, out _) ? number : throw Broken());
        else if (value.IsEmpty && !key.StartsWith(XattrPrefix, StringComparison.Ordinal)) values.Remove(key);
        else values[key] = value.ToArray();
    }

    private static InvalidDataException Broken() => new("an extended header is damaged");
}

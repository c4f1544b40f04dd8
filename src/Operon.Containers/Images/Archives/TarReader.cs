using System.Buffers.Text;

namespace Operon.Containers.Images.Archives;

/// <summary>
/// Reads archives as image layers are: POSIX <c>ustar</c> and <c>pax</c>, GNU's long names and files with holes, and the form before
/// them. Names, links and attributes stay bytes. What is kept in memory is bounded.
/// </summary>
/// <param name="source">The archive; not closed.</param>
internal sealed class TarReader(Stream source)
{
    private const int LongestHeader = 1 << 20;
    private const int MostFragments = 1 << 20;
    private readonly byte[] buffer = new byte[256 << 10];
    private readonly PaxRecords forAll = new();
    private int start;
    private int end;
    private long content;
    private int padding;

    /// <summary>The next entry; null at the end. What was not read of the one before is passed over.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged or cut.</exception>
    public TarEntry? Next()
    {
        PaxRecords? own = null;
        byte[]? longName = null;
        byte[]? longLink = null;
        while (true)
        {
            Skip(content + padding);
            (content, padding) = (0, 0);
            if (!Fill(TarBlock.Size)) return own is null && longName is null && longLink is null ? null : throw Cut();
            var block = new TarBlock(buffer.AsSpan(start, TarBlock.Size));
            if (block.IsEmpty)
            {
                // Two empty blocks end an archive, and what follows is not looked at; some programs write one.
                start += TarBlock.Size;
                if (!Fill(TarBlock.Size) || new TarBlock(buffer.AsSpan(start, TarBlock.Size)).IsEmpty) return null;
                throw new InvalidDataException("something follows its end");
            }

            if (!block.IsIntact) throw new InvalidDataException("the checksum of a header is wrong");
            var length = block.Length;
            if (length < 0) throw new InvalidDataException("an entry has a negative size");
            switch (block.Kind)
            {
                case (byte)'x':
                    (own = new PaxRecords()).Add(Special(length));
                    break;
                case (byte)'g':
                    forAll.Add(Special(length));
                    break;
                case (byte)'L':
                    longName = UntilZero(Special(length));
                    break;
                case (byte)'K':
                    longLink = UntilZero(Special(length));
                    break;
                default:
                    return Describe(block, length, own, longName, longLink);
            }
        }
    }

    /// <summary>The next bytes of the entry's content, as many as are at hand; empty at its end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(long most)
    {
        most = Math.Min(most, content);
        if (most == 0) return default;
        if (start == end && !Fill(1)) throw Cut();
        var count = (int)Math.Min(most, end - start);
        var bytes = buffer.AsSpan(start, count);
        start += count;
        content -= count;
        return bytes;
    }

    private static byte[] UntilZero(byte[] text) => Array.IndexOf(text, (byte)0) is var zero and >= 0 ? text[..zero] : text;

    private static InvalidDataException Cut() => new("it ends in the middle of an entry");

    private TarEntry Describe(TarBlock block, long length, PaxRecords? own, byte[]? longName, byte[]? longLink)
    {
        // The block lies in the buffer, which changes below.
        var type = block.Kind;
        var name = own?.Text("GNU.sparse.name") ?? own?.Text("path") ?? longName ?? forAll.Text("path") ?? (block.Prefix is { IsEmpty: false } prefix ? [.. prefix, (byte)'/', .. block.Name] : block.Name.ToArray());
        var link = own?.Text("linkpath") ?? longLink ?? forAll.Text("linkpath") ?? block.Link.ToArray();
        var kind = type switch
        {
            // Before there were directories, a slash at the end of a name made one.
            0 or (byte)'0' or (byte)'7' or (byte)'S' => name is [.., (byte)'/'] && type == 0 ? TarEntryKind.Folder : TarEntryKind.File,
            (byte)'1' => TarEntryKind.HardLink,
            (byte)'2' => TarEntryKind.SymbolicLink,
            (byte)'3' => TarEntryKind.CharacterDevice,
            (byte)'4' => TarEntryKind.BlockDevice,
            (byte)'5' => TarEntryKind.Folder,
            (byte)'6' => TarEntryKind.Pipe,
            var other => throw new InvalidDataException($"it holds an entry of type '{(char)other}', which layers do not have"),
        };
        var time = own?.Time("mtime") ?? forAll.Time("mtime") ?? (block.Time, 0);
        var user = Id(own?.Number("uid") ?? forAll.Number("uid") ?? block.User);
        var group = Id(own?.Number("gid") ?? forAll.Number("gid") ?? block.Group);
        var (mode, major, minor) = ((uint)(block.Mode & 0xfff), (uint)block.DeviceMajor, (uint)block.DeviceMinor);

        // Only files have content, whatever size the header tells.
        content = kind == TarEntryKind.File ? own?.Number("size") ?? forAll.Number("size") ?? length : 0;
        if (content < 0) throw new InvalidDataException("an entry has a negative size");
        padding = (int)(-content & (TarBlock.Size - 1));
        var (fragments, real) = kind == TarEntryKind.File ? Holes(block, own) : (null, 0);
        start += type == (byte)'S' ? 0 : TarBlock.Size;
        if (own?.Number("GNU.sparse.major") is 1)
        {
            fragments = HolesInContent();
            real = own.Number("GNU.sparse.realsize") ?? throw new InvalidDataException("a file with holes has no length");
        }

        if (fragments is not null) Check(fragments, real);
        return new TarEntry
        {
            Name = name,
            Link = link,
            Kind = kind,
            Mode = mode,
            User = user,
            Group = group,
            Size = content,
            Time = time,
            DeviceMajor = major,
            DeviceMinor = minor,
            Attributes = own?.Attributes ?? [],
            Fragments = fragments,
            Length = real,
        };
    }

    private (List<(long Offset, long Length)>? Fragments, long Length) Holes(TarBlock block, PaxRecords? own)
    {
        if (block.Kind != (byte)'S') return (own?.Fragments(), own?.Number("GNU.sparse.size") ?? own?.Number("GNU.sparse.realsize") ?? 0);
        var real = block.RealLength;
        var (parts, more) = block.Fragments(isHeader: true);
        start += TarBlock.Size;
        while (more)
        {
            if (!Fill(TarBlock.Size)) throw Cut();
            var (next, another) = new TarBlock(buffer.AsSpan(start, TarBlock.Size)).Fragments(isHeader: false);
            start += TarBlock.Size;
            parts.AddRange(next);
            if (parts.Count > MostFragments) throw new InvalidDataException("a file has too many holes");
            more = another;
        }

        return (parts, real);
    }

    // The third form has its map at the beginning of the content: numbers in lines, filled up to a block.
    private List<(long Offset, long Length)> HolesInContent()
    {
        var before = content;
        var count = Line();
        if (count > MostFragments) throw new InvalidDataException("a file has too many holes");
        var parts = new List<(long, long)>((int)Math.Min(count, 1024));
        for (var i = 0; i < count; i++) parts.Add((Line(), Line()));
        var rest = -(before - content) & (TarBlock.Size - 1);
        while (rest > 0) rest -= Read(rest) is { IsEmpty: false } skipped ? skipped.Length : throw Cut();
        return parts;
    }

    private long Line()
    {
        Span<byte> digits = stackalloc byte[20];
        for (var i = 0; i < digits.Length; i++)
        {
            if (Read(1) is not [var digit]) throw Cut();
            if (digit == (byte)'\n') return Utf8Parser.TryParse(digits[..i], out long number, out var used) && used == i && number >= 0 ? number : throw new InvalidDataException("the map of a file with holes is damaged");
            digits[i] = digit;
        }

        throw new InvalidDataException("the map of a file with holes is damaged");
    }

    private void Check(List<(long Offset, long Length)> fragments, long length)
    {
        var (at, sum) = (0L, 0L);
        foreach (var (offset, count) in fragments)
        {
            if (offset < at || count < 0 || offset > length - count) throw new InvalidDataException("the map of a file with holes is damaged");
            at = offset + count;
            sum += count;
        }

        if (sum != content) throw new InvalidDataException("a file with holes has more or less content than its map");
    }

    private static uint Id(long number) => number is >= 0 and <= uint.MaxValue ? (uint)number : throw new InvalidDataException($"{number} is no number of a user or group");

    private byte[] Special(long length)
    {
        if (length > LongestHeader) throw new InvalidDataException($"an extended header has {length} bytes");
        start += TarBlock.Size;
        var text = new byte[length];
        for (var done = 0; done < text.Length;)
        {
            if (start == end && !Fill(1)) throw Cut();
            var count = Math.Min(text.Length - done, end - start);
            buffer.AsSpan(start, count).CopyTo(text.AsSpan(done));
            start += count;
            done += count;
        }

        padding = (int)(-length & (TarBlock.Size - 1));
        return text;
    }

    private void Skip(long count)
    {
        while (count > 0)
        {
            if (start == end && !Fill(1)) throw Cut();
            var step = (int)Math.Min(count, end - start);
            start += step;
            count -= step;
        }
    }

    /// <summary>Has at least so many bytes at hand.</summary>
    /// <returns>False at the end of the archive, if it is there exactly.</returns>
    private bool Fill(int count)
    {
        if (end - start >= count) return true;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        while (end < count)
        {
            var read = source.Read(buffer, end, buffer.Length - end);
            if (read == 0) return end == 0 ? false : throw Cut();
            end += read;
        }

        return true;
    }
}

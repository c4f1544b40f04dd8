namespace Operon.Containers.Images.Archives;

/// <summary>An entry of an archive. Nothing in it is checked: names may lead anywhere.</summary>
internal sealed class TarEntry
{
    public required byte[] Name { get; init; }

    /// <summary>Where a link leads.</summary>
    public required byte[] Link { get; init; }

    public required TarEntryKind Kind { get; init; }

    public required uint Mode { get; init; }

    public required uint User { get; init; }

    public required uint Group { get; init; }

    /// <summary>Bytes of content in the archive.</summary>
    public required long Size { get; init; }

    /// <summary>Seconds and nanoseconds since 1970.</summary>
    public required (long Seconds, long Nanoseconds) Time { get; init; }

    public required uint DeviceMajor { get; init; }

    public required uint DeviceMinor { get; init; }

    /// <summary>Extended attributes.</summary>
    public required IReadOnlyList<(string Name, byte[] Value)> Attributes { get; init; }

    /// <summary>Where the content belongs in a file with holes, in order; null when the file has none.</summary>
    public IReadOnlyList<(long Offset, long Length)>? Fragments { get; init; }

    /// <summary>The length of a file with holes.</summary>
    public long Length { get; init; }
}

namespace Operon.Containers.Images;

/// <summary>How much one layer may grow to. Real layers stay far below; archives made to fill a disk do not.</summary>
internal sealed record UnpackLimits
{
    /// <summary>Files, directories, links and all else.</summary>
    public long Entries { get; init; } = 2_000_000;

    /// <summary>Bytes of the unpacked archive.</summary>
    public long Bytes { get; init; } = 128L << 30;

    /// <summary>Unpacked bytes for each packed one, looked at from <see cref="RatioFrom"/> on. Text packs to a tenth, zeros to a thousandth.</summary>
    public long Ratio { get; init; } = 200;

    /// <summary>Unpacked bytes.</summary>
    public long RatioFrom { get; init; } = 1L << 30;
}

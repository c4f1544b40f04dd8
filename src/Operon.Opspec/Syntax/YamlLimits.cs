namespace Operon.Opspec.Syntax;

/// <summary>How large a YAML text may be.</summary>
/// <param name="MaxBytes">Bytes of the text in UTF-8, or as it is stored where it is read from bytes.</param>
/// <param name="MaxDepth">Mappings and sequences inside each other, with aliases put in.</param>
/// <param name="MaxNodes">Scalars, mappings and sequences, keys among them, with aliases and merge keys put in.</param>
public sealed record YamlLimits(int MaxBytes, int MaxDepth, int MaxNodes)
{
    /// <summary>The limits of op.yml: 1 MiB, 256 deep, a million nodes.</summary>
    public static YamlLimits OpFile { get; } = new(1 << 20, 256, 1_000_000);
}

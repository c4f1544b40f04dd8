namespace Operon.Starlark.Syntax;

/// <summary>A part of a file, as it is written but for its line ends.</summary>
/// <param name="File">The whole file.</param>
/// <param name="Begin">Where the part begins.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct SourceText(string File, int Begin, int End)
{
    public override string ToString() => Unified(File[Begin..End]);

    /// <summary>A text of which every line ends as on every system.</summary>
    public static string Unified(string text) =>
        text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;
}

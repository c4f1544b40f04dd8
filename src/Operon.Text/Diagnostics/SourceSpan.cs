namespace Operon.Text.Diagnostics;

/// <summary>A part of a text.</summary>
/// <param name="Source">The text.</param>
/// <param name="Start">UTF-16 units from its start.</param>
/// <param name="Length">UTF-16 units; 0 points at a place between two characters.</param>
public readonly record struct SourceSpan(SourceText Source, int Start, int Length)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;

    /// <summary>The characters it covers.</summary>
    public ReadOnlySpan<char> Text => Source.Text.AsSpan(Math.Min(Start, Source.Text.Length), Math.Clamp(Length, 0, Math.Max(0, Source.Text.Length - Start)));

    /// <summary><c>name:line:column</c>.</summary>
    public override string ToString()
    {
        var (line, column) = Source.Position(Start);
        return $"{Source.Name}:{line}:{column}";
    }
}

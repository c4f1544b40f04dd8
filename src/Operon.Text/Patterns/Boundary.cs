namespace Operon.Text.Patterns;

/// <summary>What can be true of the place between two characters.</summary>
[Flags]
internal enum Boundary
{
    None = 0,
    StartOfText = 1,
    EndOfText = 2,
    StartOfLine = 4,
    EndOfLine = 8,
    Word = 16,
    NotWord = 32,
}

namespace Operon.Cli.Terminal.Live;

/// <summary>A line of the picture, ready to be written.</summary>
/// <param name="Text">With its colours.</param>
/// <param name="Columns">How many columns it takes.</param>
internal readonly record struct ScreenRow(string Text, int Columns);

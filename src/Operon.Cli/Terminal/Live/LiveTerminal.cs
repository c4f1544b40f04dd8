using Operon.Host.Linux;

namespace Operon.Cli.Terminal.Live;

/// <summary>The terminal a run is shown on.</summary>
/// <param name="Output">Takes what is drawn.</param>
/// <param name="Errors">Where lines of standard error go when that is no terminal; null when it is the same.</param>
/// <param name="Palette">How it looks.</param>
/// <param name="Size">Columns and lines, asked anew for each picture.</param>
/// <param name="IsDrawn">Whether a picture is drawn; else there are lines only.</param>
internal sealed record LiveTerminal(Stream Output, Stream? Errors, Palette Palette, Func<(int Columns, int Lines)> Size, bool IsDrawn)
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>The terminal behind standard output; null when there is none.</summary>
    /// <param name="surroundings">The process.</param>
    /// <param name="isPicture">Whether the user wants a picture.</param>
    /// <param name="isColourRefused">Whether the user wants no colours.</param>
    public static LiveTerminal? Choose(Surroundings surroundings, bool isPicture, bool isColourRefused)
    {
        if (!TerminalWindow.IsTerminal(StandardOutput)) return null;
        var errors = TerminalWindow.IsTerminal(StandardError) ? null : StandardStream.Error();
        var isDumb = surroundings.Variable("TERM") is null or "" or "dumb";
        return new LiveTerminal(surroundings.Output, errors, Palette.Choose(surroundings.Variable, isTerminal: true, isColourRefused), () => TerminalWindow.Size(StandardOutput), isPicture && !isDumb);
    }
}

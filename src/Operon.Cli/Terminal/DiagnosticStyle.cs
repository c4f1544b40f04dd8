using Operon.Cli.Terminal.Live;
using Operon.Host.Linux;

namespace Operon.Cli.Terminal;

/// <summary>How diagnostics look where they are shown.</summary>
/// <param name="Columns">How many columns there are; lines of a text are cut to them, around the place that is marked.</param>
/// <param name="HasColour">Whether they are coloured.</param>
internal sealed record DiagnosticStyle(int Columns, bool HasColour)
{
    private const int Widest = 160;

    /// <summary>Where nobody says how wide it is.</summary>
    public static DiagnosticStyle Plain { get; } = new(100, HasColour: false);

    /// <summary>The style of a standard stream: that of its terminal, or plain where it is none.</summary>
    /// <param name="descriptor">1 or 2.</param>
    /// <param name="variable">The environment.</param>
    /// <param name="isColourRefused">Whether <c>--no-color</c> was given.</param>
    public static DiagnosticStyle Of(int descriptor, Func<string, string?> variable, bool isColourRefused)
    {
        var isTerminal = TerminalWindow.IsTerminal(descriptor);
        var hasColour = Palette.Choose(variable, isTerminal, isColourRefused).HasColour;
        if (!isTerminal) return Plain with { HasColour = hasColour };

        // The last column stays free: some terminals break a line that fills it.
        return new DiagnosticStyle(Math.Min(TerminalWindow.Size(descriptor).Columns - 1, Widest), hasColour);
    }
}

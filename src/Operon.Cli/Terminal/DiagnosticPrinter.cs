using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Shows diagnostics on standard error.</summary>
internal static class DiagnosticPrinter
{
    public static void Print(Diagnostic diagnostic, Surroundings surroundings)
    {
        // In one piece: others may write at the same time.
        using var text = new StringWriter { NewLine = "\n" };
        new DiagnosticRenderer(text, surroundings.Style.Columns, surroundings.Style.HasColour).Write(diagnostic);
        surroundings.Error.Write(text.ToString());
        surroundings.Notice?.Invoke(diagnostic);
    }

    /// <summary>Shows several, one below the other.</summary>
    public static void Print(IEnumerable<Diagnostic> diagnostics, Surroundings surroundings)
    {
        foreach (var diagnostic in diagnostics) Print(diagnostic, surroundings);
    }
}

using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Shows diagnostics on standard error.</summary>
internal static class DiagnosticPrinter
{
    public static void Print(Diagnostic diagnostic, Surroundings surroundings) => new DiagnosticRenderer(surroundings.Error).Write(diagnostic);

    /// <summary>Shows several, each with an empty line before the next.</summary>
    public static void Print(IEnumerable<Diagnostic> diagnostics, Surroundings surroundings)
    {
        foreach (var diagnostic in diagnostics) Print(diagnostic, surroundings);
    }
}

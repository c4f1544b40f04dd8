using Operon.Text.Diagnostics;

namespace Operon.Text.Patterns;

/// <summary>Stops a parser at the first thing that is wrong; it never leaves <see cref="PatternParser.Parse"/>.</summary>
internal sealed class PatternFault(DiagnosticRule rule, string message, int at, string? fix = null) : Exception(message)
{
    public Diagnostic ToDiagnostic(string pattern)
    {
        const int Longest = 200;
        var shown = pattern.Length > Longest ? pattern[..Longest] + "…" : pattern;
        return new(rule, $"{Message}, at character {at + 1} of the pattern {shown}") { Fix = fix };
    }
}

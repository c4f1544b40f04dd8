using Operon.Text.Diagnostics;
using YamlDotNet.Core;

namespace Operon.Opspec.Syntax;

/// <summary>Says in plain words what the parser refused.</summary>
internal static class SyntaxErrors
{
    public static Diagnostic Explain(SourceText source, YamlException exception, int skipped)
    {
        var at = (int)Math.Min(exception.Start.Index + skipped, source.Text.Length);
        return new(SyntaxRules.Malformed, exception.Message, new SourceSpan(source, at, 0));
    }
}

using Operon.Text.Diagnostics;
using YamlDotNet.Core;

namespace Operon.Opspec.Syntax;

/// <summary>
/// Reads YAML as section 1.1.1 has it: YAML 1.1 scalars, anchors, merge keys, the first document only. Every node knows its place.
/// </summary>
public static class YamlReader
{
    /// <summary>Reads a text.</summary>
    /// <param name="source">The text; a byte order mark at its start is no part of the document.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="diagnostics">Gets what is wrong, rules <c>OPS00xx</c>, errors and warnings.</param>
    /// <returns>
    /// The document, a null scalar when the text holds none. Null when the text is not YAML or passes a limit. When there are
    /// errors that concern single nodes (a tag that does not fit, a key that is null), the tree without what is wrong.
    /// </returns>
    public static SyntaxNode? Read(SourceText source, YamlLimits limits, DiagnosticBag diagnostics)
    {
        if (!YamlText.Check(source, limits, diagnostics)) return null;
        var skipped = source.Text.StartsWith('\uFEFF') ? 1 : 0;
        using var reader = new StringReader(skipped == 0 ? source.Text : source.Text[skipped..]);
        var tree = new TreeReader(source, skipped, limits, diagnostics);
        try
        {
            return tree.Read(new Parser(reader));
        }
        catch (YamlException exception)
        {
            diagnostics.Add(SyntaxErrors.Explain(source, exception, skipped));
            return null;
        }
    }

    /// <summary>Reads bytes: UTF-8, or UTF-16 with a byte order mark.</summary>
    /// <param name="name">The name of the text in diagnostics.</param>
    /// <param name="bytes">The bytes of the file.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="diagnostics">Gets what is wrong, rules <c>OPS00xx</c>, errors and warnings.</param>
    /// <returns>As the other overload.</returns>
    public static SyntaxNode? Read(string name, ReadOnlySpan<byte> bytes, YamlLimits limits, DiagnosticBag diagnostics) =>
        YamlText.Decode(name, bytes, limits, diagnostics) is { } source ? Read(source, limits, diagnostics) : null;
}

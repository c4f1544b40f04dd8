using Operon.Text.Diagnostics;
using YamlDotNet.Core;

namespace Operon.Opspec.Syntax;

/// <summary>
/// Reads YAML as section 1.1.1 has it: YAML 1.1 scalars, anchors, merge keys, the first document only. Every node knows its place.
/// </summary>
public static class YamlReader
{
    // Characters that may be parsed again in all rounds; about a second.
    private const long MostWork = 8 << 20;

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
        var copy = new IndentedCopy(source);

        // The parser wants more indentation inside brackets and quotes than YAML 1.1 does; each round adds some where it failed.
        for (var round = 0; ; round++)
        {
            var found = new DiagnosticBag();
            using var reader = new StringReader(copy.Text);
            var scanner = new Scanner(reader);
            var tree = new TreeReader(source, copy, limits, found);
            Diagnostic failure;
            try
            {
                var root = tree.Read(new Parser(scanner));
                diagnostics.AddRange(found);
                return root;
            }
            catch (YamlException exception)
            {
                var at = copy.ToSource(exception.Start.Index);
                if ((round + 1) * (long)copy.Text.Length < MostWork && exception.Message.Contains("wrong indentation", StringComparison.Ordinal) && copy.IndentQuoted(at)) continue;
                failure = SyntaxErrors.Explain(source, exception.Message, at, tree.OpenBracket);
            }
            catch (InvalidOperationException)
            {
                // Thrown for a plain text inside brackets that begins too far to the left.
                var at = copy.ToSource(scanner.CurrentPosition.Index);
                if ((round + 1) * (long)copy.Text.Length < MostWork && copy.IndentLine(at)) continue;
                failure = SyntaxErrors.TooFarLeft(new(source, at));
            }

            catch (ArgumentException)
            {
                // Thrown for names of tags that are empty.
                failure = SyntaxErrors.TagText(new(source, copy.ToSource(scanner.CurrentPosition.Index)));
            }

            diagnostics.AddRange(found);
            diagnostics.Add(failure);
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

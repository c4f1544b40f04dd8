using Operon.Text.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Operon.Opspec.Syntax;

/// <summary>
/// Makes the tree of the first document from parser events. Holds its own stack, so depth is a limit and never a crash;
/// aliases share the anchored node, and what they would come to is counted without expanding them.
/// </summary>
internal sealed class TreeReader(SourceText source, IndentedCopy copy, YamlLimits limits, DiagnosticBag diagnostics)
{
    private readonly Stack<OpenCollection> open = new();
    private readonly Dictionary<string, Anchored> anchors = new(StringComparer.Ordinal);
    private SyntaxNode? root;
    private long nodes;
    private bool stopped;

    /// <summary>Where the innermost bracket stands that is open now, or -1.</summary>
    public int OpenBracket
    {
        get
        {
            foreach (var collection in open)
            {
                if (collection.Flow) return collection.Start;
            }

            return -1;
        }
    }

    /// <summary>Reads up to the end of the first document. Null when a limit was passed or an alias leads nowhere.</summary>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public SyntaxNode? Read(IParser parser)
    {
        while (!stopped && parser.MoveNext())
        {
            switch (parser.Current)
            {
                case DocumentStart document:
                    CheckDirectives(document);
                    break;
                case Scalar scalar:
                    ReadScalar(scalar);
                    break;
                case AnchorAlias alias:
                    ReadAlias(alias);
                    break;
                case MappingStart mapping:
                    Open(mapping, mapping.Style == MappingStyle.Flow);
                    break;
                case SequenceStart sequence:
                    Open(sequence, sequence.Style == SequenceStyle.Flow);
                    break;
                case MappingEnd or SequenceEnd:
                    Close(Offset(parser.Current.End));
                    break;
                case DocumentEnd:
                    WarnOfRest(parser);
                    return root;
                default:
                    break;
            }
        }

        return stopped ? null : root ?? ScalarNode.Null(Span(source.Text.Length, source.Text.Length));
    }

    private int Offset(Mark mark) => copy.ToSource(mark.Index);

    private SourceSpan Span(int start, int end) => new(source, start, Math.Max(0, end - start));

    private void ReadScalar(Scalar scalar)
    {
        var span = ScalarPlace.Of(source, scalar, Offset(scalar.Start), Offset(scalar.End));
        if (!Count(1, span)) return;
        var resolved = Resolve(scalar, span);
        var isKey = open.TryPeek(out var parent) && parent is OpenMapping { AwaitsKey: true };
        if (!isKey && resolved.Tag == ScalarTag.Float && !double.IsFinite(resolved.Number))
        {
            diagnostics.Add(new(SyntaxRules.NotFinite, $"'{scalar.Value}' is a number that is not finite", span)
            {
                Fix = "put it in quotes if it is meant as text",
            });
        }

        var node = Node(resolved, span);
        if (!scalar.Anchor.IsEmpty) anchors[scalar.Anchor.Value] = new(node, 1, 0);
        if (isKey) AddKey((OpenMapping)parent!, node, span, span.Text.ToString(), IsMerge(scalar));
        else Add(node, span, 0);
    }

    private static bool IsMerge(Scalar scalar) =>
        scalar.Value == "<<" && (scalar.Tag.IsEmpty ? scalar.Style == ScalarStyle.Plain : scalar.Tag == YamlTags.Merge);

    private ResolvedScalar Resolve(Scalar scalar, SourceSpan span)
    {
        if (scalar.Tag.IsEmpty) return scalar.Style == ScalarStyle.Plain ? ScalarResolution.Plain(scalar.Value) : ResolvedScalar.String(scalar.Value);
        if (YamlTags.Of(scalar.Tag) is not { } tag) return ResolvedScalar.String(scalar.Value);
        if (ScalarResolution.TryTagged(scalar.Value, tag, out var resolved)) return resolved;
        diagnostics.Add(new(SyntaxRules.Tag, $"'{scalar.Value}' is not {YamlTags.Describe(tag)}, as its tag says", span)
        {
            Fix = "remove the tag or change the value",
        });
        return ResolvedScalar.String(scalar.Value);
    }

    private static ScalarNode Node(ResolvedScalar resolved, SourceSpan span) => resolved.Tag switch
    {
        ScalarTag.Null => ScalarNode.Null(span),
        ScalarTag.Boolean => ScalarNode.Bool(span, resolved.Text == "true"),
        ScalarTag.Integer or ScalarTag.Float => ScalarNode.Numeric(span, resolved.Number, resolved.Text),
        _ => ScalarNode.String(span, resolved.Text),
    };

    private void AddKey(OpenMapping mapping, ScalarNode node, SourceSpan span, string written, bool merge)
    {
        mapping.LastEnd = Math.Max(mapping.LastEnd, span.End);
        if (node.Kind == ScalarKind.Null)
        {
            diagnostics.Add(new(SyntaxRules.KeyKind, span.Length == 0 ? "there is no key before the colon" : $"'{written}' is null, which cannot be a key", span)
            {
                Fix = span.Length == 0 ? "write the key" : $"write \"{written}\" in quotes if it is meant as a name",
            });
            mapping.AddKey(null, span, null, false);
            return;
        }

        // The JSON step has names of its own for keys that are not finite.
        var text = node.Kind != ScalarKind.Number ? node.Text : node.Text switch { "+Inf" => ".inf", "-Inf" => "-.inf", "NaN" => ".nan", var t => t };
        mapping.AddKey(text, span, node.Kind == ScalarKind.Boolean && written != text ? written : null, merge);
    }

    private void ReadAlias(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        var span = Span(Offset(alias.Start), Offset(alias.End));
        if (!anchors.TryGetValue(name, out var anchored))
        {
            Stop(new(SyntaxRules.UnknownAnchor, $"'*{name}' refers to an anchor that does not stand before it", span)
            {
                Expected = $"'&{name}' at a node above",
                Fix = "quote the text if no alias is meant: a plain text cannot begin with '*'",
            });
        }
        else if (anchored.Node is not { } node)
        {
            Stop(new(SyntaxRules.RecursiveAlias, $"'*{name}' stands inside the node that it refers to", span) { Fix = "write the value itself, or remove the alias" });
        }
        else if (Count(anchored.Size, span) && CheckDepth(anchored.Height, span))
        {
            if (open.TryPeek(out var parent) && parent is OpenMapping { AwaitsKey: true } mapping)
            {
                if (node is ScalarNode scalar) AddKey(mapping, scalar, span, scalar.Text, merge: false);
                else RefuseKey(node, span);
            }
            else
            {
                Add(node, span, anchored.Height);
            }
        }
    }

    private void Open(NodeEvent start, bool flow)
    {
        var span = Span(Offset(start.Start), Offset(start.End));
        if (!Count(1, span) || !CheckDepth(1, span)) return;
        var anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (anchor is not null) anchors[anchor] = default;
        open.Push(start is MappingStart
            ? new OpenMapping(span.Start, flow, anchor, nodes - 1, diagnostics)
            : new OpenSequence(span.Start, flow, anchor, nodes - 1));
    }

    private void Close(int end)
    {
        var closed = open.Pop();

        // The end event of a block stands at the next token, that of a bracket in front of the bracket.
        var text = source.Text;
        end = closed.Flow && end < text.Length && text[end] is ']' or '}' ? end + 1 : closed.LastEnd;
        var span = Span(closed.Start, end);
        var node = closed.Close(span);
        var height = closed.Height + 1;

        // A later anchor of the same name inside this node keeps the name.
        if (closed.Anchor is { } anchor && anchors[anchor].Node is null) anchors[anchor] = new(node, nodes - closed.NodesBefore, height);
        if (open.TryPeek(out var parent) && parent is OpenMapping { AwaitsKey: true }) RefuseKey(node, span);
        else Add(node, span, height);
    }

    private void RefuseKey(SyntaxNode node, SourceSpan span)
    {
        var what = node is MappingNode ? "mapping" : "list";
        diagnostics.Add(new(SyntaxRules.KeyKind, $"a {what} cannot be a key", span)
        {
            Fix = "quote the key if it is meant as text that begins with a bracket",
        });
        ((OpenMapping)open.Peek()).AddKey(null, span, null, false);
    }

    private void Add(SyntaxNode node, SourceSpan place, int height)
    {
        if (!open.TryPeek(out var parent))
        {
            root = node;
            return;
        }

        parent.Add(node, place);
        parent.LastEnd = Math.Max(parent.LastEnd, place.End);
        parent.Height = Math.Max(parent.Height, height);
    }

    private bool Count(long more, SourceSpan span)
    {
        nodes += more;
        if (nodes <= limits.MaxNodes) return true;
        Stop(new(SyntaxRules.TooManyNodes, "with all aliases put in, the text holds too many nodes", span)
        {
            Expected = $"at most {limits.MaxNodes:N0}",
        });
        return false;
    }

    private bool CheckDepth(int more, SourceSpan span)
    {
        if (open.Count + more <= limits.MaxDepth) return true;
        Stop(new(SyntaxRules.TooDeep, "mappings and lists are nested too deeply", span) { Expected = $"at most {limits.MaxDepth} inside each other" });
        return false;
    }

    private void CheckDirectives(DocumentStart document)
    {
        if (document.Version is { Version: { Major: not 1 } or { Minor: not 1 } } directive)
        {
            diagnostics.Add(new(SyntaxRules.Directive, $"the text asks for YAML {directive.Version.Major}.{directive.Version.Minor}", Span(Offset(directive.Start), Offset(directive.End)))
            {
                Expected = "YAML 1.1, by whose rules ops are read",
                Fix = "remove the line",
            });
        }

        // The parser passes over directives that it does not know.
        foreach (var range in source.Text.AsSpan().Split('\n'))
        {
            var line = source.Text.AsSpan(range).TrimEnd('\r');
            if (line.Length > 0 && line[0] is not ('%' or '#' or '\uFEFF')) break;
            if (line is not ['%', ..] || line.StartsWith("%YAML ") || line.StartsWith("%TAG ")) continue;
            diagnostics.Add(SyntaxErrors.Directive(new(source, range.Start.Value)));
        }
    }

    private void WarnOfRest(IParser parser)
    {
        var at = Offset(parser.Current!.End);
        try
        {
            if (!parser.MoveNext() || parser.Current is not DocumentStart next) return;
            at = Offset(next.Start);
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException or ArgumentException)
        {
            if (exception is YamlException refused) at = Offset(refused.Start);
        }

        diagnostics.Add(new(SyntaxRules.IgnoredText, "the document ends before this, and only the first document is read", Span(at, at)) { Fix = "remove the rest, or give it a file of its own" });
    }

    private void Stop(Diagnostic diagnostic)
    {
        diagnostics.Add(diagnostic);
        stopped = true;
    }

    /// <summary>What an anchor names; without a node while that is still being read.</summary>
    private readonly record struct Anchored(SyntaxNode? Node, long Size, int Height);
}

using Operon.Text.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Operon.Opspec.Syntax;

/// <summary>
/// Where the text of a scalar stands: a plain or quoted one without its tag and anchor, a block scalar without its header
/// and the line ends behind it.
/// </summary>
internal static class ScalarPlace
{
    public static SourceSpan Of(SourceText source, Scalar scalar, int start, int end)
    {
        // An empty scalar before an error has no end of its own.
        end = Math.Max(end, start);
        var text = source.Text.AsSpan(0, end);
        if (!scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty) start = AfterProperties(text, start);
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded) (start, end) = Content(text, start);
        return new(source, start, end - start);
    }

    private static int AfterProperties(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length)
        {
            switch (text[at])
            {
                case '!' or '&':
                    while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
                    break;
                case '#':
                    while (at < text.Length && text[at] is not ('\n' or '\r')) at++;
                    break;
                case var c when char.IsWhiteSpace(c):
                    at++;
                    break;
                default:
                    return at;
            }
        }

        return at;
    }

    // An empty block has its header as place.
    private static (int Start, int End) Content(ReadOnlySpan<char> text, int header)
    {
        var lineEnd = text[header..].IndexOfAny('\n', '\r');
        if (lineEnd < 0) return (header, text.Length);
        var first = text[(header + lineEnd)..].IndexOfAnyExcept(" \n\r");
        if (first < 0) return (header, header + lineEnd);
        return (header + lineEnd + first, text.TrimEnd(" \n\r").Length);
    }
}

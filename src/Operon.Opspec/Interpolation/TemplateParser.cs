using System.Collections.Immutable;
using Operon.Text;

namespace Operon.Opspec.Interpolation;

/// <summary>
/// Takes a text apart in one pass: a stack of open references, each closed by the next <c>)</c>. References that are still open
/// at the end of the text are text after all.
/// </summary>
internal sealed class TemplateParser
{
    /// <summary>How deep references may hold references; what is opened below that is text.</summary>
    public const int MaxNesting = 64;

    private readonly ByteString source;
    private readonly Stack<ImmutableArray<TemplatePart>.Builder> open = new();
    private ImmutableArray<TemplatePart>.Builder parts = ImmutableArray.CreateBuilder<TemplatePart>();
    private int literalStart;

    private TemplateParser(ByteString source) => this.source = source;

    public static ImmutableArray<TemplatePart> Parse(ByteString text) => new TemplateParser(text).Run();

    private ImmutableArray<TemplatePart> Run()
    {
        var text = source.Span;
        var at = 0;
        while (true)
        {
            var skip = open.Count == 0 ? text[at..].IndexOf((byte)'$') : text[at..].IndexOfAny((byte)'$', (byte)')');
            if (skip < 0) break;
            at += skip;
            if (text[at] == ')')
            {
                CloseReference(at);
                at++;
            }
            else if (open.Count == 0 && BackslashesBefore(text, at) is var slashes and > 0)
            {
                EndLiteral(at - slashes + (slashes / 2));
                literalStart = at;
                at += slashes % 2 == 1 ? 1 : OpenReference(text, at);
            }
            else
            {
                at += OpenReference(text, at);
            }
        }

        EndLiteral(text.Length);
        while (open.Count > 0) Reopen();
        return parts.DrainToImmutable();
    }

    // The backslashes directly before a '$', as far as no part has taken them.
    private int BackslashesBefore(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (start > literalStart && text[start - 1] == '\\') start--;
        return at - start;
    }

    private int OpenReference(ReadOnlySpan<byte> text, int at)
    {
        if (at + 1 >= text.Length || text[at + 1] != '(' || open.Count >= MaxNesting) return 1;
        EndLiteral(at);
        literalStart = at + 2;
        open.Push(parts);
        parts = ImmutableArray.CreateBuilder<TemplatePart>();
        return 2;
    }

    private void CloseReference(int at)
    {
        EndLiteral(at);
        literalStart = at + 1;
        var reference = new ReferencePart(parts.DrainToImmutable());
        parts = open.Pop();
        parts.Add(reference);
    }

    private void Reopen()
    {
        var inside = parts;
        parts = open.Pop();
        parts.Add(new LiteralPart("$("));
        parts.AddRange(inside);
    }

    private void EndLiteral(int end)
    {
        if (end > literalStart) parts.Add(new LiteralPart(new ByteString(source.Memory[literalStart..end])));
        literalStart = end;
    }
}

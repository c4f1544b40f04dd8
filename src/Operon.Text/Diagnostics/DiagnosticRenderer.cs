using System.Globalization;

namespace Operon.Text.Diagnostics;

/// <summary>
/// Shows diagnostics to people: where and what, the line of the text with the place marked, what was expected, how to
/// mend it, and what led to it. At most one screen each; text that is shown cannot drive the terminal.
/// </summary>
/// <param name="output">Where to write.</param>
/// <param name="width">Columns of the terminal; lines of the text are cut to it.</param>
/// <param name="colored">Whether <paramref name="output"/> understands colours.</param>
public sealed class DiagnosticRenderer(TextWriter output, int width = 100, bool colored = false)
{
    private const int MessageLines = 6;
    private const int AdviceLines = 3;
    private const int MostCausesBetween = 4;
    private const int MostOthers = 5;
    private const int NoteLines = 12;
    private const string Indent = "  ";
    private readonly int width = Math.Max(width, 20);

    /// <summary>Writes one diagnostic with its causes. The root cause is shown in full, those between with their first line.</summary>
    public void Write(Diagnostic diagnostic)
    {
        var hue = diagnostic.Severity == DiagnosticSeverity.Error ? Ink.Red : Ink.Yellow;
        var severity = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        output.WriteLine($"{Place(diagnostic)}{Paint($"{severity} {diagnostic.Code}:", hue)} {Paint(Message(diagnostic), Ink.Bold)}");
        WriteDetails(diagnostic, "", hue);
        WriteCauses(diagnostic);
        WriteOthers(diagnostic);
    }

    private void WriteCauses(Diagnostic diagnostic)
    {
        var between = 0;
        for (var cause = diagnostic.Cause; cause is not null; cause = cause.Cause)
        {
            var isRoot = cause.Cause is null;
            if (isRoot && between > MostCausesBetween) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Indent}… {between - MostCausesBetween} more …"));
            if (!isRoot && between++ >= MostCausesBetween) continue;
            output.WriteLine($"{Indent}{Paint("caused by", Ink.Bold)} {Place(cause)}{cause.Code}: {Message(cause)}");
            if (isRoot) WriteDetails(cause, Indent, Ink.Red);
        }
    }

    private void WriteOthers(Diagnostic diagnostic)
    {
        foreach (var other in diagnostic.Others.Take(MostOthers))
        {
            output.WriteLine($"{Indent}{Paint("and", Ink.Bold)} {Place(other)}{other.Code}: {Message(other)}");
            var root = other.RootCause;
            if (!ReferenceEquals(root, other)) output.WriteLine($"{Indent}{Indent}{root.Code}: {Message(root)}");
            WriteDetails(root.Span is null ? other : root, Indent, Ink.Red);
        }

        if (diagnostic.Others.Length > MostOthers) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Indent}… {diagnostic.Others.Length - MostOthers} more …"));
    }

    private void WriteDetails(Diagnostic diagnostic, string indent, Ink hue)
    {
        if (diagnostic.Span is { } span)
        {
            var excerpt = SourceExcerpt.Of(span, width - indent.Length);
            output.WriteLine($"{indent}{Paint(excerpt.Gutter, Ink.Blue)}{excerpt.Line}");
            output.WriteLine($"{indent}{Paint(excerpt.EmptyGutter, Ink.Blue)}{excerpt.Before}{Paint(excerpt.Marker, hue)}");
        }

        WriteAdvice("expected:", diagnostic.Expected, indent);
        WriteAdvice("fix:", diagnostic.Fix, indent);
        foreach (var note in diagnostic.Notes)
        {
            foreach (var line in note.Split('\n').Take(NoteLines)) output.WriteLine($"{indent}{Indent}{VisibleText.Of(line, width)}");
        }
    }

    private void WriteAdvice(string label, string? text, string indent)
    {
        if (!string.IsNullOrEmpty(text)) output.WriteLine($"{indent}{Indent}{Paint(label, Ink.Bold)} {VisibleText.Of(text, AdviceLines * width)}");
    }

    private string Message(Diagnostic diagnostic) => VisibleText.Of(diagnostic.Message, MessageLines * width);

    private string Place(Diagnostic diagnostic) =>
        diagnostic.Span is { } span ? $"{VisibleText.Of(span.ToString(), MessageLines * width)}: " : "";

    private string Paint(string text, Ink ink) =>
        colored && text.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"\e[{(int)ink}m{text}\e[0m") : text;

    /// <summary>What the terminal calls the colours.</summary>
    private enum Ink
    {
        Bold = 1,
        Red = 31,
        Yellow = 33,
        Blue = 34,
    }
}

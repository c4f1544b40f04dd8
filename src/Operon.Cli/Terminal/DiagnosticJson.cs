using System.Collections.Immutable;
using System.Text.Json;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Diagnostics as JSON for programs, with their places as numbers; docs/formats/validation-json.md tells what is in them.</summary>
internal static class DiagnosticJson
{
    private const int DeepestCause = 100;

    /// <summary>Writes one as an object.</summary>
    public static void Write(Utf8JsonWriter json, Diagnostic diagnostic) => Write(json, diagnostic, 0);

    private static void Write(Utf8JsonWriter json, Diagnostic diagnostic, int depth)
    {
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Code);
        json.WriteString("severity", diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning");
        json.WriteString("message", diagnostic.Message);
        if (diagnostic.Span is { } span)
        {
            var (line, column) = span.Source.Position(span.Start);
            var (endLine, endColumn) = span.Source.Position(span.End);
            json.WriteString("file", span.Source.Name);
            json.WriteNumber("line", line);
            json.WriteNumber("column", column);
            json.WriteNumber("endLine", endLine);
            json.WriteNumber("endColumn", endColumn);
        }

        if (diagnostic.Expected is { } expected) json.WriteString("expected", expected);
        if (diagnostic.Fix is { } fix) json.WriteString("fix", fix);
        json.WriteString("page", $"docs/diagnostics/{diagnostic.Code}.md");
        WriteNotes(json, diagnostic.Notes);
        if (depth < DeepestCause)
        {
            if (diagnostic.Cause is { } cause)
            {
                json.WritePropertyName("cause");
                Write(json, cause, depth + 1);
            }

            if (diagnostic.Others.Length > 0)
            {
                json.WriteStartArray("others");
                foreach (var other in diagnostic.Others) Write(json, other, depth + 1);
                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
    }

    private static void WriteNotes(Utf8JsonWriter json, ImmutableArray<string> notes)
    {
        if (notes.Length == 0) return;
        json.WriteStartArray("notes");
        foreach (var note in notes) json.WriteStringValue(note);
        json.WriteEndArray();
    }
}

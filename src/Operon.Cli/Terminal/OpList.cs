using System.Text.Json;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Ops as a table for people, and as JSON for programs (docs/formats/ops-json.md).</summary>
internal static class OpList
{
    /// <summary>Grows when a reader of what was before would be misled; additions leave it.</summary>
    private const int Format = 1;
    private const int LongestReference = 4096;
    private const int LongestLine = 1000;
    private const string Heading = "REF";

    /// <summary>A row for each op; further lines of a description in rows of their own (specification, section 3.1).</summary>
    public static void WriteTable(IReadOnlyCollection<ListedOp> ops, TextWriter output)
    {
        var rows = ops.Select(o => (Reference: VisibleText.Of(o.Reference, LongestReference), Lines: Lines(o))).ToList();
        var width = rows.Select(r => r.Reference.Length).Append(Heading.Length).Max() + 2;
        output.WriteLine($"{Heading.PadRight(width)}DESCRIPTION");
        foreach (var (reference, lines) in rows)
        {
            for (var i = 0; i < lines.Length; i++) output.WriteLine(((i == 0 ? reference : "").PadRight(width) + VisibleText.Of(lines[i], LongestLine)).TrimEnd());
        }
    }

    /// <summary>One object with all ops.</summary>
    public static async Task WriteJsonAsync(IReadOnlyCollection<ListedOp> ops, Stream output, CancellationToken cancellation)
    {
        await using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteStartArray("ops");
            foreach (var op in ops)
            {
                json.WriteStartObject();
                json.WriteString("reference", op.Reference);
                if (op.Description is not null) json.WriteString("description", op.Description);
                json.WriteBoolean("valid", op.IsValid);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await output.WriteAsync("\n"u8.ToArray(), cancellation);
    }

    private static string[] Lines(ListedOp op) => !op.IsValid ? ["(not valid)"] : string.IsNullOrWhiteSpace(op.Description) ? ["-"] : op.Description.TrimEnd().Split('\n').Select(l => l.TrimEnd('\r')).ToArray();
}

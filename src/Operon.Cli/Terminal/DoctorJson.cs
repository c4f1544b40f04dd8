using System.Text.Json;
using Operon.Cli.Commands;
using Operon.Containers.Checks;

namespace Operon.Cli.Terminal;

/// <summary>What the doctor has found as JSON for programs; docs/formats/doctor-json.md tells what is in it.</summary>
internal static class DoctorJson
{
    /// <summary>Grows when a reader of what was before would be misled; additions leave it.</summary>
    private const int Format = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    public static async Task WriteAsync(IReadOnlyCollection<Finding> findings, Stream output, CancellationToken cancellation)
    {
        await using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteBoolean("canRun", DoctorCommand.CanRun(findings));
            json.WriteStartArray("checks");
            foreach (var finding in findings) Write(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        await output.WriteAsync("\n"u8.ToArray(), cancellation);
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("check", finding.Check);
        json.WriteString("state", DoctorText.WordOf(finding));
        json.WriteString("message", finding.Message);
        if (finding.Problem is { } problem)
        {
            json.WriteStartObject("problem");
            json.WriteString("code", problem.Code);
            json.WriteString("message", problem.ToString());
            if (problem.Expected is { } expected) json.WriteString("expected", expected);
            if (problem.Fix is { } fix) json.WriteString("fix", fix);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

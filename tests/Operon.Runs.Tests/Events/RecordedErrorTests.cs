using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Runs.Tests.Events;

public sealed class RecordedErrorTests
{
    private static readonly DiagnosticRule Rule = new("OPS0101", DiagnosticSeverity.Error, "Rule");

    [Fact]
    public void From_Diagnostic_KeepsAllOfItWithThePlaceAsText()
    {
        var source = new SourceText("op.yml", "a: b\nc: d\n");
        var kept = RecordedError.From(new Diagnostic(Rule, "failed", new SourceSpan(source, 8, 1))
        {
            Expected = "e",
            Fix = "f",
            Cause = new Diagnostic(Rule, "cause") { Cause = new Diagnostic(Rule, "root") },
            Others = [new Diagnostic(Rule, "other")],
            Notes = ["note"],
        });

        (kept.Code, kept.Message, kept.Position, kept.Expected, kept.Fix).ShouldBe(("OPS0101", "failed", "op.yml:2:4", "e", "f"));
        kept.Notes.ShouldBe(["note"]);
        kept.ToString().ShouldBe("failed: cause: root; other");
    }
}

using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Operon.Text.Diagnostics;

namespace Operon.Text.Tests.Diagnostics;

public sealed class DiagnosticRendererTests
{
    private static readonly DiagnosticRule Unknown = new("OPS0101", DiagnosticSeverity.Error, "Unknown key");
    private static readonly DiagnosticRule Unused = new("OPS0601", DiagnosticSeverity.Warning, "Unused input");

    [Fact]
    public void Write_WithSpan_MarksThePlaceAndTellsTheFix() => Rendered(new Diagnostic(Unknown, "unknown key 'contaner'", Span("name: x\nrun:\n  contaner: {}\n", "contaner"))
    {
        Expected = "one of container, op, serial",
        Fix = "write container",
    }).ShouldBe("""
        op.yml:3:3: error OPS0101: unknown key 'contaner'
           3 |   contaner: {}
             |   ^~~~~~~~
          expected: one of container, op, serial
          fix: write container

        """);

    [Fact]
    public void Write_WithoutSpan_SaysSeverityAndCodeOnly() =>
        Rendered(new Diagnostic(Unused, "input 'a' is used nowhere")).ShouldBe("warning OPS0601: input 'a' is used nowhere\n");

    [Fact]
    public void Write_WithCauses_ShowsTheRootInFull() => Rendered(new Diagnostic(Unknown, "cannot run 'deploy'")
    {
        Cause = new Diagnostic(Unknown, "cannot read the op", Span("a: [", "["))
        {
            Cause = new Diagnostic(Unknown, "found the end of the file", Span("a: [", "")) { Fix = "close the [" },
        },
    }).ShouldBe("""
        error OPS0101: cannot run 'deploy'
          caused by op.yml:1:4: OPS0101: cannot read the op
          caused by op.yml:1:1: OPS0101: found the end of the file
             1 | a: [
               | ^
            fix: close the [

        """);

    [Fact]
    public void Write_OfALongChain_StaysOnOneScreen()
    {
        var diagnostic = new Diagnostic(Unknown, "root");
        for (var i = 1; i <= 100_000; i++) diagnostic = new Diagnostic(Unknown, string.Create(CultureInfo.InvariantCulture, $"step {i}")) { Cause = diagnostic };
        Rendered(diagnostic).ShouldBe("""
            error OPS0101: step 100000
              caused by OPS0101: step 99999
              caused by OPS0101: step 99998
              caused by OPS0101: step 99997
              caused by OPS0101: step 99996
              … 99995 more …
              caused by OPS0101: root

            """);
    }

    [Fact]
    public void Write_WithCauseOthersAndNotes_ShowsOwnPlaceThenNotesThenCauseThenOthers() => Rendered(new Diagnostic(Unknown, "two calls failed", Span("a: b\nc: d\n", "a"))
    {
        Expected = "success",
        Fix = "mend both",
        Notes = ["last lines:\nfirst line\nsecond line"],
        Cause = new Diagnostic(Unknown, "b is wrong", Span("a: b\nc: d\n", "b")),
        Others = [new Diagnostic(Unused, "d is wrong", Span("a: b\nc: d\n", "d")) { Fix = "mend d" }],
    }).ShouldBe("""
        op.yml:1:1: error OPS0101: two calls failed
           1 | a: b
             | ^
          expected: success
          fix: mend both
          last lines:
          first line
          second line
          caused by op.yml:1:4: OPS0101: b is wrong
             1 | a: b
               |    ^
          and op.yml:2:4: OPS0601: d is wrong
             2 | c: d
               |    ^
            fix: mend d

        """);

    [Fact]
    public void Write_WithOtherThatHasCauses_ShowsItsRootWithThePlace() => Rendered(new Diagnostic(Unknown, "two calls failed")
    {
        Cause = new Diagnostic(Unknown, "one"),
        Others = [new Diagnostic(Unknown, "two") { Cause = new Diagnostic(Unused, "between") { Cause = new Diagnostic(Unused, "root of two", Span("x: y", "y")) } }],
    }).ShouldBe("""
        error OPS0101: two calls failed
          caused by OPS0101: one
          and OPS0101: two
            OPS0601: root of two
             1 | x: y
               |    ^

        """);

    [Fact]
    public void Write_WithManyOthers_ShowsFiveAndCountsTheRest()
    {
        var lines = Rendered(new Diagnostic(Unknown, "all failed") { Others = [.. Enumerable.Range(1, 8).Select(i => new Diagnostic(Unknown, $"call {i}"))] }).Split('\n');
        lines.ShouldBe(["error OPS0101: all failed", "  and OPS0101: call 1", "  and OPS0101: call 2", "  and OPS0101: call 3", "  and OPS0101: call 4", "  and OPS0101: call 5", "  … 3 more …", ""]);
    }

    [Fact]
    public void Write_WithHostileAndEndlessNotes_CutsThemAndShowsControlCharacters()
    {
        var lines = Rendered(new Diagnostic(Unknown, "no") { Notes = ["\e]0;x\a\r" + new string('n', 10_000) + string.Concat(Enumerable.Repeat("\nline", 10_000))] }, width: 40).Split('\n');
        lines.Length.ShouldBe(14);
        lines[1].ShouldBe("  ␛]0;x␇␍" + new string('n', 33) + "…");
    }

    [Theory]
    [InlineData("\t\t名前:\tbad", "bad", "   1 |         名前:   bad", "     |                 ^~~")]
    [InlineData("名前名前: x", "名前: x", "   1 | 名前名前: x", "     |     ^~~~~~~")]
    [InlineData("\t\tbad\tx", "bad\tx", "   1 |         bad x", "     |         ^~~~~")]
    public void Write_OfCauseUnderTabsAndWideCharacters_KeepsTheMarkerBelow(string text, string marked, string line, string marker)
    {
        var lines = Rendered(new Diagnostic(Unknown, "no") { Cause = new Diagnostic(Unknown, "bad", Span(text, marked)) }).Split('\n');
        (lines[2], lines[3]).ShouldBe(("  " + line, "  " + marker));
    }

    [Theory]
    [InlineData('a')]
    [InlineData('名')]
    public void Write_OfCauseInALongLine_FitsTheWidthWithThePlaceMarked(char filler)
    {
        var text = new string(filler, 100_000) + "bad" + new string(filler, 100_000);
        var lines = Rendered(new Diagnostic(Unknown, "no") { Cause = new Diagnostic(Unknown, "bad", Span(text, "bad")) }, width: 40).Split('\n');
        lines[2].EnumerateRunes().Sum(VisibleText.Columns).ShouldBeLessThanOrEqualTo(40);
        var before = lines[2][..lines[2].IndexOf("bad", StringComparison.Ordinal)].EnumerateRunes().Sum(VisibleText.Columns);
        lines[3].ShouldBe("       | ".PadRight(before) + "^~~");
    }

    [Fact]
    public void Write_NotColored_HasNoEscapesInAnyPart() => Rendered(Everything()).ShouldNotContain('\e');

    [Fact]
    public void Write_Colored_IsTheSameTextWhenTheColoursAreTaken() =>
        System.Text.RegularExpressions.Regex.Replace(Rendered(Everything(), colored: true), "\e\\[[0-9]+m", "").ShouldBe(Rendered(Everything()));

    private static Diagnostic Everything() => new(Unused, "no", Span("a: bad", "bad"))
    {
        Expected = "good",
        Fix = "mend it",
        Notes = ["note"],
        Cause = new Diagnostic(Unknown, "cause", Span("a: bad", "a")) { Fix = "mend that" },
        Others = [new Diagnostic(Unknown, "other") { Cause = new Diagnostic(Unknown, "its root") }],
    };

    [Theory]
    [InlineData("\tkey:\tbad", "bad", "   1 |     key:    bad", "     |             ^~~")]
    [InlineData("名前: bad", "bad", "   1 | 名前: bad", "     |       ^~~")]
    [InlineData("e\u0301😀 bad", "bad", "   1 | e\u0301😀 bad", "     |     ^~~")]
    [InlineData("\u001b[31m bad \u009b\u202e", "bad", "   1 | ␛[31m bad \ufffd\ufffd", "     |       ^~~")]
    [InlineData("a: bad\r\nb", "bad\r\nb", "   1 | a: bad", "     |    ^~~")]
    public void Write_OfSpecialCharacters_KeepsTheMarkerBelow(string text, string marked, string line, string marker)
    {
        var lines = Rendered(new Diagnostic(Unknown, "no", Span(text, marked))).Split('\n');
        (lines[1], lines[2]).ShouldBe((line, marker));
    }

    [Fact]
    public void Write_AtTheEndOfTheText_MarksThePlaceBehindIt()
    {
        var source = new SourceText("op.yml", "run:\n");
        Rendered(new Diagnostic(Unknown, "no run", new SourceSpan(source, 5, 0))).ShouldBe("op.yml:2:1: error OPS0101: no run\n   2 | \n     | ^\n");
    }

    [Theory]
    [InlineData(0, "   1 | bad bbbbbbbbbbbbbbbbbbbbbbbbbbbb…", "     | ^~~")]
    [InlineData(20, "   1 | aaaaaaaaaaaaaaaaaaaabad bbbbbbbb…", "     |                     ^~~")]
    [InlineData(1_000_000, "   1 | …aaaaaaaaaaabad bbbbbbbbbbbbbbbb…", "     |             ^~~")]
    public void Write_OfALongLine_CutsItAroundThePlace(int before, string line, string marker)
    {
        var text = new string('a', before) + "bad " + new string('b', 1_000_000);
        var lines = Rendered(new Diagnostic(Unknown, "no", Span(text, "bad")), width: 40).Split('\n');
        (lines[1], lines[2]).ShouldBe((line, marker));
    }

    [Fact]
    public void Write_OfHostileMessage_KeepsItOnItsLine() =>
        Rendered(new Diagnostic(Unknown, "found 'a\n\u001b]0;x\u0007b'")).ShouldBe("error OPS0101: found 'a␊␛]0;x␇b'\n");

    [Fact]
    public void Write_OfHugeTexts_CutsThem() => Rendered(new Diagnostic(Unknown, new string('m', 1_000_000))
    {
        Expected = new string('e', 1_000_000),
        Fix = new string('f', 1_000_000),
    }).Length.ShouldBeLessThan(24 * 80);

    [Fact]
    public void Write_Colored_PaintsOnlyItsOwnParts() =>
        Rendered(new Diagnostic(Unknown, "no", Span("a: bad", "bad")), colored: true)
            .ShouldBe("op.yml:1:4: \e[31merror OPS0101:\e[0m \e[1mno\e[0m\n\e[34m   1 | \e[0ma: bad\n\e[34m     | \e[0m   \e[31m^~~\e[0m\n");

    [Fact]
    public void Write_OfAnySpan_FitsTheWidthAndNeverThrows() => Prop.ForAll<string?, int, int>((text, start, length) =>
    {
        var span = new SourceSpan(new SourceText("t", string.Concat(Enumerable.Repeat(text ?? "", 20))), start, length);
        var lines = Rendered(new Diagnostic(Unknown, "no", span), width: 40).Split('\n');
        return lines.Length == 4 && lines[1].EnumerateRunes().Sum(VisibleText.Columns) <= 40 && lines[2].Length <= 41 && !lines.Any(line => line.Any(char.IsControl));
    }).QuickCheckThrowOnFailure();

    private static string Rendered(Diagnostic diagnostic, int width = 80, bool colored = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new DiagnosticRenderer(output, width, colored).Write(diagnostic);
        return output.ToString();
    }

    private static SourceSpan Span(string text, string marked) =>
        new(new SourceText("op.yml", text), text.IndexOf(marked, StringComparison.Ordinal), marked.Length);
}

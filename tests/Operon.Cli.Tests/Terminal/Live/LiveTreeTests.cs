using Operon.Cli.Terminal.Live;
using Operon.Runs;
using Operon.Runs.Events;

namespace Operon.Cli.Tests.Terminal.Live;

public sealed class LiveTreeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly LiveCalls calls = new();
    private readonly LiveTree tree = new(new Palette(HasColour: false, HasUnicode: true));

    [Fact]
    public void Draw_CallsThatRun_ShowsThemInsideEachOther()
    {
        var root = Begin(null, "", "op");
        var all = Begin(root, "parallel", "parallel");
        Begin(all, "parallel/build", "container", "build");
        var test = Begin(all, "parallel/test", "container", "test");
        var done = Begin(all, "parallel/done", "container", "done");
        End(done, all, CallOutcome.Succeeded);
        End(test, all, CallOutcome.Failed, 2);

        Rows(50, 10).ShouldBe(
        [
            "⠋ ./op  2 done, 1 failed".PadRight(42) + "   1.5s",
            "  ⠋ build  alpine".PadRight(42) + "   1.5s",
            "  ✗ test  exit code 2  alpine".PadRight(42) + "    1ms",
        ]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(30)]
    public void Draw_ManyCalls_NeverHasMoreLinesThanThereIsRoomForAndTellsWhatIsMissing(int most)
    {
        var root = Begin(null, "", "op");
        var all = Begin(root, "parallel", "parallel");
        for (var i = 0; i < 10_000; i++)
        {
            var call = Begin(all, $"parallel/[{i}]", "container");
            if (i is 9_000 or 9_500) End(call, all, CallOutcome.Failed, 1);
        }

        var rows = Rows(60, most);

        rows.Count.ShouldBeLessThanOrEqualTo(most);
        if (most >= 5)
        {
            rows.Count(r => r.Contains('✗', StringComparison.Ordinal)).ShouldBe(2);
            rows.ShouldContain(r => r.Contains("… ", StringComparison.Ordinal) && r.EndsWith(" more", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Draw_DeepCalls_IsBoundedAndDoesNotOverflow()
    {
        CallId? above = null;
        for (var i = 0; i < 100_000; i++) above = Begin(above, string.Concat(Enumerable.Repeat("a/", i % 3)), "serial");

        Rows(20, 10).Count.ShouldBe(10);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(300)]
    public void Draw_AnyWidth_FitsEvenWideAndHostileNames(int columns)
    {
        var root = Begin(null, "", "op");
        Begin(root, "container", "container", "日本語の名前はとても長い\e[2J\u202e" + new string('x', 400));

        foreach (var row in tree.Draw(calls, _ => "pulling 1.0/2.0 MB", columns, 10, Start, 0))
        {
            row.Columns.ShouldBeLessThanOrEqualTo(columns);
            row.Text.ShouldNotContain('\e');
        }
    }

    private List<string> Rows(int columns, int most) => [.. tree.Draw(calls, _ => null, columns, most, Start.AddSeconds(1.5), 0).Select(r => r.Text)];

    private CallId Begin(CallId? parent, string path, string kind, string? name = null)
    {
        var call = CallId.Create();
        calls.Begin(new CallStarted(call, parent, path, kind, name, "./op") { Details = kind == "container" ? "{\"image\":\"alpine\"}"u8.ToArray() : default }, Start);
        return call;
    }

    private void End(CallId call, CallId parent, CallOutcome outcome, int? exit = null) =>
        calls.End(new CallEnded(call, parent, "", "container", "./op", outcome) { ExitCode = exit }, Start.AddMilliseconds(1));
}

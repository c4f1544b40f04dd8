using Operon.Journal;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Runs.Tests.History;

public sealed class RunTallyTests : IDisposable
{
    private readonly RunsFolder runs = new();
    private readonly CallId root = CallId.Create();
    private readonly RunTally tally = new();

    private string Summary => Path.Combine(runs.Of(root), "summary");

    public void Dispose() => runs.Dispose();

    [Theory]
    [InlineData(CallOutcome.Succeeded)]
    [InlineData(CallOutcome.Failed)]
    [InlineData(CallOutcome.Killed)]
    [InlineData(CallOutcome.Skipped)]
    public async Task Leave_OfARunThatEnded_IsWhatAListMakesOfItsJournal(CallOutcome outcome)
    {
        var run = runs.Create(root);
        var child = CallId.Create();
        var cause = new RecordedError("OPS0516", new string('m', 5000), "op.yml:1:2", "this", "that", null) { Notes = ["note"] };
        Record(run, new CallStarted(root, null, "", "op", null, "./op") { Details = "{}"u8.ToArray() });
        Record(run, new CallStarted(child, root, "a", "container", null, "./op"));
        Record(run, new OutputWritten(child, OutputKind.Stdout, 0, 1));
        Record(run, new CallEnded(child, root, "a", "container", "./op", CallOutcome.Failed) { Error = cause });
        Record(run, new CallEnded(CallId.Create(), root, "b", "container", "./op", CallOutcome.Skipped));
        Record(run, new CallEnded(root, null, "", "op", "./op", outcome) { Error = outcome == CallOutcome.Failed ? new RecordedError("OPS0515", "it failed", null, null, null, cause) : null });
        (await run.CloseAsync()).ShouldBeNull();
        tally.Leave(run);

        var left = await File.ReadAllBytesAsync(Summary, TestContext.Current.CancellationToken);
        File.Delete(Summary);
        runs.Index.List(new DiagnosticBag()).ShouldHaveSingleItem().Calls!.Total.ShouldBe(3);
        (await File.ReadAllBytesAsync(Summary, TestContext.Current.CancellationToken)).ShouldBe(left);
    }

    [Fact]
    public async Task Leave_OfARunWithoutAnEnd_WritesNothing()
    {
        var run = runs.Create(root);
        Record(run, new CallStarted(root, null, "", "op", null, "./op"));
        await run.CloseAsync();
        tally.Leave(run);
        File.Exists(Summary).ShouldBeFalse();
    }

    [Fact]
    public async Task Leave_BeforeTheRunIsClosed_OrAfterSomebodyWentOnWithIt_WritesNothing()
    {
        var first = runs.Create(root);
        Record(first, new CallStarted(root, null, "", "op", null, "./op"));
        await first.CloseAsync();
        var again = RunFolder.Reopen(runs.Of(root), TimeProvider.System).Value;
        Record(again, new CallEnded(root, null, "", "op", "./op", CallOutcome.Killed));
        tally.Leave(first);
        await again.CloseAsync();
        tally.Leave(again);
        File.Exists(Summary).ShouldBeFalse();
    }

    [Fact]
    public async Task List_OfARunThatLeftItsSummary_DoesNotReadItsJournal()
    {
        var run = runs.Create(root);
        Record(run, new CallStarted(root, null, "", "op", null, "./op"));
        Record(run, new CallEnded(root, null, "", "op", "./op", CallOutcome.Succeeded));
        await run.CloseAsync();
        tally.Leave(run);

        // The same length and time, but nothing in it that could be read.
        var events = Path.Combine(runs.Of(root), "events");
        var time = File.GetLastWriteTimeUtc(events);
        await File.WriteAllBytesAsync(events, new byte[new FileInfo(events).Length], TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(events, time);
        var listed = runs.Index.List(new DiagnosticBag()).ShouldHaveSingleItem();
        (listed.State, listed.Op, listed.Calls!.Succeeded, listed.Problem).ShouldBe((RunState.Succeeded, "./op", 1, null));
    }

    private void Record(RunFolder run, RunEvent happened)
    {
        RunsFolder.Append(run, happened);
        tally.Add(happened, run);
    }
}

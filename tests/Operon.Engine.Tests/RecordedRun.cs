using System.Collections.Immutable;
using System.Text;
using Operon.Engine.Runs;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests;

/// <summary>A run that has ended: what it returned and what is in its folder.</summary>
internal sealed record RecordedRun(string Folder, RunResult Result, ImmutableArray<(long Number, RunEvent Event)> Events, string Journal)
{
    public CallOutcome Outcome => Result.Outcome;

    /// <summary>The error and its causes as one text; empty without error.</summary>
    public string Error => Result.Error?.ToString() ?? "";

    /// <summary>The diagnostic that all goes back to.</summary>
    public Diagnostic Cause => Result.Error.ShouldNotBeNull().RootCause;

    public IEnumerable<CallStarted> Started => Events.Select(e => e.Event).OfType<CallStarted>();

    public IEnumerable<CallEnded> Ended => Events.Select(e => e.Event).OfType<CallEnded>();

    /// <summary>The end of the call with this path.</summary>
    public CallEnded End(string path) => Ended.Single(e => e.Path == path);

    public string Output(string name) => Result.Outputs[name].ToString();

    public static RecordedRun Read(string folder, RunResult result)
    {
        using var reader = RunFolder.Open(folder, TimeProvider.System).Value;
        var entries = reader.Read().ToList();
        return new RecordedRun(
            folder,
            result,
            [.. entries.Select(e => (e.Number, RunEventJson.Read(e.Payload).Value))],
            string.Concat(entries.Select(e => Encoding.UTF8.GetString(e.Payload.Span))));
    }

    /// <summary>What holds of every run, whatever it does.</summary>
    public void ShouldBeWellFormed()
    {
        Events.Select(e => e.Number).ShouldBe(Enumerable.Range(1, Events.Length).Select(n => (long)n), "numbers are gapless");
        var started = new HashSet<CallId>();
        var ended = new HashSet<CallId>();
        foreach (var (number, happened) in Events)
        {
            ended.ShouldNotContain(happened.Call, $"event {number} is about a call that has ended");
            switch (happened)
            {
                case CallStarted { Parent: var parent }:
                    if (parent is { } above) started.ShouldContain(above, $"event {number} starts a call before its parent");
                    started.Add(happened.Call).ShouldBeTrue($"event {number} starts a call again");
                    break;
                case CallEnded { Parent: var parent }:
                    if (parent is { } over) ended.ShouldNotContain(over, $"event {number} ends a call after its parent");
                    ended.Add(happened.Call);
                    break;
                default:
                    started.ShouldContain(happened.Call, $"event {number} is output of a call that has not started");
                    break;
            }
        }

        started.Except(ended).ShouldBeEmpty("every call that started ends");
        Ended.GroupBy(e => e.Path).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty("no two calls have one path");
        Ended.Last().Parent.ShouldBeNull("the root ends last");
        Ended.Last().Outcome.ShouldBe(Outcome);
        (Outcome == CallOutcome.Failed).ShouldBe(Result.Error is not null);
        FoldShouldBeWhatWasReported();
    }

    // The fold of every beginning of the events holds, and that of all of them is what the engine told its caller.
    private void FoldShouldBeWhatWasReported()
    {
        var tree = new CallTree();
        var (begun, over) = (new HashSet<CallId>(), 0);
        foreach (var (number, happened) in Events)
        {
            tree.Fold(happened, number, DateTimeOffset.UnixEpoch.AddSeconds(number));
            begun.Add(happened.Call);
            over += happened is CallEnded ? 1 : 0;
            tree.Contradictions.ShouldBe(0, $"event {number}");
            (tree.Counts.Total, tree.Counts.Running).ShouldBe((begun.Count, begun.Count - over), $"event {number}");
        }

        foreach (var end in Ended)
        {
            var call = tree.Find(end.Call).ShouldNotBeNull();
            (call.Path, call.Kind, call.State.ToString(), call.ExitCode, call.Parent?.Id).ShouldBe((end.Path, end.Kind, end.Outcome.ToString(), end.ExitCode, end.Parent));
            if (end.Outcome == CallOutcome.Failed) (call.Error is not null || call.Children.Any(c => c.State == CallState.Failed)).ShouldBeTrue($"{end.Path} failed for no reason");
        }

        using var record = RunRecord.Read(Folder, TimeProvider.System).Value;
        (record.State.ToString(), record.IsLive, record.Problems.Length).ShouldBe((Outcome.ToString(), false, 0));
        record.Tree.Counts.ShouldBe(tree.Counts);
        record.Tree.Error?.Message.ShouldBe(Result.Error?.Message);
        record.Summary.Cause?.Message.ShouldBe(Result.Error?.RootCause.Message);
        SummaryShouldBeThatOfTheJournal();
    }

    // What the run left for lists is, byte for byte, what a list makes that finds nothing.
    private void SummaryShouldBeThatOfTheJournal()
    {
        var path = Path.Combine(Folder, "summary");
        var left = File.ReadAllBytes(path);
        File.Delete(path);
        new RunIndex(Path.GetDirectoryName(Folder)!, TimeProvider.System).Summarize(Folder).ShouldNotBeNull();
        File.ReadAllBytes(path).ShouldBe(left);
    }
}

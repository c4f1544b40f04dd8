using System.Diagnostics;
using Operon.Journal;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Runs.Tests.History;

public sealed class RunIndexTests : IDisposable
{
    private readonly RunsFolder runs = new();
    private readonly DiagnosticBag problems = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public void List_OfNothing_IsEmpty()
    {
        new RunIndex(Path.Combine(runs.Path, "missing"), TimeProvider.System).List(problems).ShouldBeEmpty();
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CallOutcome.Succeeded, RunState.Succeeded)]
    [InlineData(CallOutcome.Failed, RunState.Failed)]
    [InlineData(CallOutcome.Killed, RunState.Killed)]
    [InlineData(null, RunState.Died)]
    public async Task List_OfARun_SaysTheSameFromItsJournalAndFromItsSummary(CallOutcome? outcome, RunState state)
    {
        var id = await runs.WriteAsync(outcome, "./some\u001b[31mop");
        var first = runs.Index.List(problems).ShouldHaveSingleItem();
        (first.Id, first.State, first.Op, first.IsLive, first.Calls!.Total, first.Problem).ShouldBe((id.ToString(), state, "./some\u001b[31mop", false, 1, null));
        first.Cause?.Message.ShouldBe("the cause");
        first.Started.ShouldNotBeNull();
        first.Ended.ShouldNotBeNull();
        File.Exists(Summary(id)).ShouldBeTrue();
        runs.Index.List(problems).ShouldBe([first with { Cause = first.Cause }], new SameSummary());
        File.GetUnixFileMode(Summary(id)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task List_WithADamagedSummary_MakesItAnew()
    {
        var id = await runs.WriteAsync(CallOutcome.Failed);
        var right = runs.Index.List(problems).Single();
        var good = await File.ReadAllBytesAsync(Summary(id), TestContext.Current.CancellationToken);
        for (var at = 0; at < good.Length; at++)
        {
            var bad = good.ToArray();
            bad[at] ^= 1;
            await File.WriteAllBytesAsync(Summary(id), at % 2 == 0 ? bad : bad[..at], TestContext.Current.CancellationToken);
            new SameSummary().Equals(runs.Index.List(problems).Single(), right).ShouldBeTrue($"damaged at {at}");
            (await File.ReadAllBytesAsync(Summary(id), TestContext.Current.CancellationToken)).ShouldBe(good);
        }
    }

    [Fact]
    public async Task List_AfterSomebodyWentOnWithTheRun_ShowsWhatIsNow()
    {
        var id = await runs.WriteAsync(outcome: null);
        runs.Index.List(problems).Single().State.ShouldBe(RunState.Died);
        await using (var again = RunFolder.Reopen(runs.Of(id), TimeProvider.System).Value)
        {
            runs.Index.List(problems).Single().ShouldSatisfyAllConditions(r => r.State.ShouldBe(RunState.Running), r => r.IsLive.ShouldBeTrue(), r => r.Op.ShouldBe("./op"), r => r.Calls.ShouldBeNull());
            RunsFolder.Append(again, new CallEnded(id, null, "", "op", "./op", CallOutcome.Succeeded));
        }

        runs.Index.List(problems).Single().State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task List_OfARunOfAnotherProcess_SaysThatItLives_AndThatItDied()
    {
        var id = CallId.Create();
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Program.WriteRun, runs.Of(id)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("begun");
            var live = runs.Index.List(problems).ShouldHaveSingleItem();
            (live.State, live.IsLive, live.Op, live.Ended).ShouldBe((RunState.Running, true, "./lives", null));
            File.Exists(Summary(id)).ShouldBeFalse("what goes on has no summary");
            using (var record = RunRecord.Read(runs.Of(id), TimeProvider.System).Value)
            {
                (record.State, record.Tree.Counts.Running, record.Problems.Length).ShouldBe((RunState.Running, 2, 0));
                using var copied = new MemoryStream();
                using var output = new RunOutput(record, null, null);
                await output.CopyToAsync(copied, null, TestContext.Current.CancellationToken);
                var lines = System.Text.Encoding.UTF8.GetString(copied.ToArray()).TrimEnd('\n').Split('\n');
                lines.ShouldBe(Enumerable.Range(1, lines.Length).Select(i => $"line {i}"));
            }

            RunFolderRemoval.Remove(runs.Of(id))!.Rule.ShouldBe(JournalRules.HasWriter);
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var died = runs.Index.List(problems).Single();
        (died.State, died.IsLive, died.Calls!.Running).ShouldBe((RunState.Died, false, 2));
        died.Ended.ShouldNotBeNull();
    }

    [Fact]
    public async Task List_OfATornJournal_TellsUpToWhereItCanBeRead()
    {
        var id = await runs.WriteAsync();
        var events = Path.Combine(runs.Of(id), "events");
        var bytes = await File.ReadAllBytesAsync(events, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(events, bytes[..^3], TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++)
        {
            var run = runs.Index.List(problems).Single();
            run.State.ShouldBe(RunState.Died);
            run.Problem!.Rule.ShouldBe(HistoryRules.Damaged);
            run.Problem.Message.ShouldContain("up to event 1");
        }
    }

    [Fact]
    public async Task List_OfEventsThatNobodyKnows_TellsOfThem()
    {
        var id = CallId.Create();
        await using (var run = runs.Create(id))
        {
            RunsFolder.Append(run, new CallStarted(id, null, "", "op", null, "."));
            foreach (var payload in (string[])["{\"type\":\"future\"}", "no json", "[]", "", "{\"type\":\"output\",\"call\":\"" + id + "\",\"stream\":\"stdout\",\"offset\":9223372036854775807,\"length\":2}", Deep(5000)])
            {
                run.Append(System.Text.Encoding.UTF8.GetBytes(payload));
            }

            RunsFolder.Append(run, new CallEnded(id, null, "", "op", ".", CallOutcome.Succeeded));
        }

        using var record = RunRecord.Read(runs.Of(id), TimeProvider.System).Value;
        record.State.ShouldBe(RunState.Succeeded);
        var problem = record.Problems.ShouldHaveSingleItem();
        (problem.Rule, problem.Severity).ShouldBe((RunRules.UnreadableEvent, DiagnosticSeverity.Warning));
        problem.Message.ShouldContain("event 2 ");
        problem.Notes.ShouldBe(["and 5 more events of this run"]);
    }

    [Fact]
    public async Task List_AmongWhatIsNoRun_ListsTheRunsAndTellsOfTheRest()
    {
        var good = await runs.WriteAsync();
        var empty = CallId.Create().ToString();
        var pipe = CallId.Create().ToString();
        Directory.CreateDirectory(Path.Combine(runs.Path, empty));
        Directory.CreateDirectory(Path.Combine(runs.Path, pipe));
        Process.Start("mkfifo", Path.Combine(runs.Path, pipe, "events")).WaitForExit();
        Directory.CreateDirectory(Path.Combine(runs.Path, "notes"));
        await File.WriteAllTextAsync(Path.Combine(runs.Path, "file"), "", TestContext.Current.CancellationToken);
        var link = CallId.Create().ToString();
        Directory.CreateSymbolicLink(Path.Combine(runs.Path, link), runs.Of(good));
        Directory.CreateDirectory(Path.Combine(runs.Path, RunFolderRemoval.Prefix + "x"));

        var list = runs.Index.List(problems);

        list.Single(r => r.Problem is null).Id.ShouldBe(good.ToString());
        list.Where(r => r.State == RunState.Unreadable).Select(r => r.Id).Order().ShouldBe(new[] { empty, pipe }.Order());
        list.Where(r => r.Problem is not null).ShouldAllBe(r => r.Problem!.Rule == JournalRules.NotARunFolder);
        var foreign = problems.ShouldHaveSingleItem();
        foreign.Rule.ShouldBe(HistoryRules.Foreign);
        foreach (var name in new[] { "'notes'", "'file'", $"'{link}'" }) foreign.Message.ShouldContain(name);
    }

    [Fact]
    public async Task List_OfTenThousandRuns_HasThemAllTheNewestFirst()
    {
        // A copied journal is a run too; each is given an id and a time of its own.
        var first = await runs.WriteAsync();
        var events = Path.Combine(runs.Of(first), "events");
        for (var i = 1; i < 10_000; i++)
        {
            var folder = Directory.CreateDirectory(runs.Of(CallId.Create())).FullName;
            File.Copy(events, Path.Combine(folder, "events"));
        }

        for (var i = 0; i < 2; i++)
        {
            var list = runs.Index.List(problems);
            list.Length.ShouldBe(10_000);
            list.ShouldAllBe(r => r.State == RunState.Succeeded && r.Problem == null);
            list.Select(r => r.Id).Distinct().Count().ShouldBe(10_000);
        }

        var newest = await runs.WriteAsync();
        runs.Index.List(problems)[0].Id.ShouldBe(newest.ToString());
        runs.Index.Find("last").Value.ShouldBe(runs.Of(newest));
        problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Find_TakesAnyBeginningThatOneRunHas()
    {
        var id = (await runs.WriteAsync()).ToString();
        var twin = id[..16] + (id[16] == '0' ? '1' : '0') + id[17..];
        Directory.CreateDirectory(Path.Combine(runs.Path, twin));
        runs.Index.Find(id).Value.ShouldBe(Path.Combine(runs.Path, id));
        runs.Index.Find(id[..17].ToUpperInvariant()).Value.ShouldBe(Path.Combine(runs.Path, id));
        runs.Index.Find("last").Value.ShouldBe(Path.Combine(runs.Path, id));
        runs.Index.Find(id[..16]).Error!.Rule.ShouldBe(HistoryRules.Ambiguous);
        foreach (var word in new[] { "", "..", "zz", "LAST", "*", id + "0" }) runs.Index.Find(word).Error!.Rule.ShouldBe(HistoryRules.RunNotFound, word);
    }

    private static string Deep(int depth) =>
        "{\"type\":\"ended\",\"call\":\"" + CallId.Create() + "\",\"path\":\"\",\"kind\":\"op\",\"op\":\".\",\"outcome\":\"failed\",\"error\":"
        + string.Concat(Enumerable.Repeat("{\"code\":\"X\",\"message\":\"m\",\"cause\":", depth)) + "{\"code\":\"X\",\"message\":\"m\"}" + new string('}', depth + 1);

    private string Summary(CallId id) => Path.Combine(runs.Of(id), "summary");

    private sealed class SameSummary : IEqualityComparer<RunSummary>
    {
        public bool Equals(RunSummary? x, RunSummary? y) => x! with { Cause = null } == y! with { Cause = null } && x.Cause?.ToString() == y.Cause?.ToString() && x.Cause?.Position == y.Cause?.Position;

        public int GetHashCode(RunSummary obj) => obj.Id.GetHashCode(StringComparison.Ordinal);
    }
}

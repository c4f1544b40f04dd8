using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Operon.Journal;
using Operon.Runs.Events;
using Operon.Runs.History;

namespace Operon.Runs.Tests.History;

public sealed class RunOutputTests : IDisposable
{
    private readonly RunsFolder runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public void Copy_OfAnyWrites_GivesTheirBytesInOrder_AndTheirLastLines()
    {
        // Enough pieces to reach over blocks of events, from several calls, with and without line feeds.
        var pieces = Gen.Choose(0, 3000).SelectMany(n => Gen.Elements("a\n", "b", "\n", "cc\ndd", "\n\n", "long line \n").Zip(Gen.Choose(0, 7)).ListOf(n));
        Prop.ForAll(pieces.Zip(Gen.Choose(0, 30)).ToArbitrary(), async made =>
        {
            var ids = Enumerable.Range(0, 4).Select(_ => CallId.Create()).ToList();
            var id = CallId.Create();
            await using (var run = runs.Create(id))
            {
                RunsFolder.Append(run, new CallStarted(id, null, "", "op", null, "."));
                foreach (var call in ids) RunsFolder.Append(run, new CallStarted(call, id, "c", "container", null, "."));
                foreach (var (text, who) in made.Item1) RunsFolder.Write(run, ids[who / 2], (OutputKind)(who % 2), text);
            }

            var written = made.Item1.ToList();
            var tail = made.Item2;
            using var record = RunRecord.Read(runs.Of(id), TimeProvider.System).Value;
            var all = string.Concat(written.Select(p => p.Item1));
            (await CopyAsync(record, null, null, null)).ShouldBe(all);
            using var opened = RunRecord.Open(runs.Of(id), TimeProvider.System).Value;
            (await CopyAsync(opened, null, null, null)).ShouldBe(all);
            (opened.IsRead, opened.Tree.LastNumber, opened.Tree.Counts).ShouldBe((true, record.Tree.LastNumber, record.Tree.Counts));
            using var last = RunRecord.Open(runs.Of(id), TimeProvider.System).Value;
            (await CopyAsync(last, null, null, tail)).ShouldBe(Last(all, tail));
            (await CopyAsync(record, null, null, tail)).ShouldBe(Last(all, tail));
            (await CopyAsync(record, [ids[1], ids[2]], null, tail)).ShouldBe(Last(string.Concat(written.Where(p => p.Item2 / 2 is 1 or 2).Select(p => p.Item1)), tail));
            (await CopyAsync(record, [ids[3]], OutputKind.Stderr, tail)).ShouldBe(Last(string.Concat(written.Where(p => p.Item2 == 7).Select(p => p.Item1)), tail));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Fact]
    public async Task Copy_OfLongPieces_FindsLinesAcrossBuffers()
    {
        var id = CallId.Create();
        var text = string.Concat(Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), 50_000 + i) + "\n"));
        await using (var run = runs.Create(id))
        {
            RunsFolder.Append(run, new CallStarted(id, null, "", "container", null, "."));
            RunsFolder.Write(run, id, OutputKind.Stdout, text);
        }

        using var record = RunRecord.Read(runs.Of(id), TimeProvider.System).Value;
        foreach (var lines in new[] { 1, 2, 7, 20, 21 }) (await CopyAsync(record, null, null, lines)).ShouldBe(Last(text, lines));
    }

    [Fact]
    public async Task Copy_OfOutputThatWasTakenAway_GivesTheRestAndCountsWhatIsMissing()
    {
        var id = CallId.Create();
        var other = CallId.Create();
        await using (var run = runs.Create(id))
        {
            RunsFolder.Append(run, new CallStarted(id, null, "", "op", null, "."));
            RunsFolder.Append(run, new CallStarted(other, id, "", "container", null, "."));
            RunsFolder.Write(run, id, OutputKind.Stdout, "gone\n");
            RunsFolder.Write(run, other, OutputKind.Stdout, "there\n");
        }

        File.Delete(Path.Combine(runs.Of(id), "output", $"{id}.stdout"));
        using var record = RunRecord.Read(runs.Of(id), TimeProvider.System).Value;
        using var output = new RunOutput(record, null, null);
        using var copied = new MemoryStream();
        await output.CopyToAsync(copied, 5, TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(copied.ToArray()).ShouldBe("there\n");
        output.Missing.ShouldBe(5);
    }

    [Fact]
    public async Task Copy_OfMoreCallsThanFilesMayBeOpen_GivesThemAll()
    {
        var id = CallId.Create();
        await using (var run = runs.Create(id))
        {
            RunsFolder.Append(run, new CallStarted(id, null, "", "op", null, "."));
            for (var i = 0; i < 200; i++)
            {
                var call = CallId.Create();
                RunsFolder.Append(run, new CallStarted(call, id, $"[{i}]", "container", null, "."));
                RunsFolder.Write(run, call, OutputKind.Stdout, $"{i}\n");
            }
        }

        using var record = RunRecord.Read(runs.Of(id), TimeProvider.System).Value;
        (await CopyAsync(record, null, null, null)).ShouldBe(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}\n")));
    }

    [Fact]
    public async Task Copy_OfARunThatIsOpened_BeginsBeforeItsEndIsRead_AndEndsWhereTheRunWasThen()
    {
        var id = CallId.Create();
        await using var run = runs.Create(id);
        RunsFolder.Append(run, new CallStarted(id, null, "", "container", null, "."));
        for (var i = 0; i < 5000; i++) RunsFolder.Write(run, id, OutputKind.Stdout, $"{i}\n");
        await run.SyncAsync(TestContext.Current.CancellationToken);

        using var record = RunRecord.Open(runs.Of(id), TimeProvider.System).Value;
        using var output = new RunOutput(record, null, null);
        var readAtFirst = long.MaxValue;
        using var copied = new ObservedStream(() =>
        {
            readAtFirst = Math.Min(readAtFirst, record.Tree.LastNumber);

            // Somebody who writes as fast as we read must not keep us for ever.
            RunsFolder.Write(run, id, OutputKind.Stdout, "later\n");
        });
        await output.CopyToAsync(copied, null, TestContext.Current.CancellationToken);

        readAtFirst.ShouldBe(2);
        Encoding.UTF8.GetString(copied.ToArray()).ShouldBe(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i}\n")));
        record.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Follow_ThatNobodyTakesAnyMore_EndsWithTheReason()
    {
        var id = CallId.Create();
        await using var run = runs.Create(id);
        RunsFolder.Append(run, new CallStarted(id, null, "", "container", null, "."));
        using var record = RunRecord.Read(runs.Of(id), TimeProvider.System).Value;
        using var output = new RunOutput(record, null, null);
        await using var gone = new GoneStream();

        // Nothing is written meanwhile: it is while it waits for more that it notices.
        var failure = await Should.ThrowAsync<IOException>(() => output.FollowAsync(gone, _ => { }, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20)));

        failure.Message.ShouldBe("nobody reads this");
    }

    private static string Last(string text, int lines)
    {
        var all = text.Split('\n').ToList();
        if (all[^1].Length == 0) all.RemoveAt(all.Count - 1);
        var kept = all.TakeLast(lines).ToList();
        return kept.Count == 0 ? "" : string.Join('\n', kept) + (text.EndsWith('\n') ? "\n" : "");
    }

    private static async Task<string> CopyAsync(RunRecord run, HashSet<CallId>? calls, OutputKind? stream, long? tail)
    {
        using var output = new RunOutput(run, calls, stream);
        using var copied = new MemoryStream();
        await output.CopyToAsync(copied, tail, TestContext.Current.CancellationToken);
        output.Missing.ShouldBe(0);
        return Encoding.UTF8.GetString(copied.ToArray());
    }

    private sealed class GoneStream : MemoryStream
    {
        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw new IOException("nobody reads this");
        }
    }

    private sealed class ObservedStream(Action written) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            written();
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}

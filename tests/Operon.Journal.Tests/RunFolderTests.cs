using System.Text;
using Operon.Text;

namespace Operon.Journal.Tests;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Append_ThenClose_IsReadBackInOrder()
    {
        await using (var run = RunFolder.Create(folder["r"], "run-1", TimeProvider.System).Value)
        {
            for (var i = 1; i <= 3000; i++) run.Append(Encoding.UTF8.GetBytes($"event {i}")).Value.ShouldBe(i);
            (await run.CloseAsync()).ShouldBeNull();
        }

        using var reader = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        reader.RunId.ShouldBe("run-1");
        reader.HasWriter.ShouldBeFalse();
        reader.Read().Select(e => (e.Number, e.Epoch, Encoding.UTF8.GetString(e.Payload.Span)))
            .ShouldBe(Enumerable.Range(1, 3000).Select(i => ((long)i, 1, $"event {i}")));
        reader.Read(2500).First().Number.ShouldBe(2500);
        reader.Read(3001).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keep_WritesOnce_ForTheOwnerAlone()
    {
        await using (var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => run.Keep("ops", "one.yml", "first"u8.ToArray()).ShouldBeNull())));
            run.Keep("ops", "two.yml", Array.Empty<byte>()).ShouldBeNull();
            Should.Throw<ArgumentException>(() => run.Keep("ops", "../two", Array.Empty<byte>()));
            Should.Throw<ArgumentException>(() => run.Keep("a/b", "two", Array.Empty<byte>()));
        }

        await using var again = RunFolder.Reopen(folder["r"], TimeProvider.System).Value;
        again.Keep("ops", "one.yml", "other"u8.ToArray()).ShouldBeNull();
        (await File.ReadAllTextAsync(Path.Combine(folder["r"], "ops", "one.yml"))).ShouldBe("first");
        Directory.EnumerateFiles(Path.Combine(folder["r"], "ops")).Select(Path.GetFileName).ShouldBe(["one.yml", "two.yml"], ignoreOrder: true);
        File.GetUnixFileMode(Path.Combine(folder["r"], "ops", "one.yml")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.Combine(folder["r"], "ops")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Keep_WhereNothingCanBeWritten_TellsWhy()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        await File.WriteAllTextAsync(Path.Combine(folder["r"], "ops"), "in the way");

        run.Keep("ops", "one.yml", Array.Empty<byte>()).ShouldNotBeNull().Message.ShouldContain("ops");
    }

    [Fact]
    public async Task Append_FromManyThreads_GivesEachEventOneNumberWithoutGaps()
    {
        const int threads = 8;
        const int each = 5000;
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        var given = new long[threads * each];
        await Task.WhenAll(Enumerable.Range(0, threads).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) given[(t * each) + i] = run.Append(BitConverter.GetBytes((t * each) + i)).Value;
        })));
        (await run.SyncAsync()).ShouldBeNull();

        using var reader = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        var read = reader.Read().ToList();
        read.Select(e => e.Number).ShouldBe(Enumerable.Range(1, threads * each).Select(i => (long)i));
        foreach (var e in read) given[BitConverter.ToInt32(e.Payload.Span)].ShouldBe(e.Number);
        read.Select(e => e.UnixNanoseconds).ShouldBeInOrder();
    }

    [Fact]
    public async Task Create_WhereARunIs_IsRefused()
    {
        await using (var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value)
        {
            RunFolder.Create(folder["r"], "r", TimeProvider.System).Error!.Rule.ShouldBe(JournalRules.HasWriter);
            RunFolder.Reopen(folder["r"], TimeProvider.System).Error!.Rule.ShouldBe(JournalRules.HasWriter);
        }

        RunFolder.Create(folder["r"], "r", TimeProvider.System).Error!.Rule.ShouldBe(JournalRules.AlreadyThere);
    }

    [Fact]
    public async Task Reopen_AfterClose_GoesOnInANewEpoch()
    {
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            await using var run = (epoch == 1 ? RunFolder.Create(folder["r"], "r", TimeProvider.System) : RunFolder.Reopen(folder["r"], TimeProvider.System)).Value;
            run.Epoch.ShouldBe(epoch);
            run.RunId.ShouldBe("r");
            run.Append([(byte)epoch]).Value.ShouldBe((2 * epoch) - 1);
            run.Append([(byte)epoch]).Value.ShouldBe(2 * epoch);
        }

        using var reader = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        reader.Read().Select(e => (e.Number, e.Epoch)).ShouldBe([(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3)]);
    }

    [Fact]
    public void Open_WhatIsNoRunFolder_IsRefused()
    {
        RunFolder.Open(folder["missing"], TimeProvider.System).Error!.Rule.ShouldBe(JournalRules.NotARunFolder);
        RunFolder.Reopen(folder["missing"], TimeProvider.System).Error!.Rule.ShouldBe(JournalRules.NotARunFolder);
        File.WriteAllText(folder["events"], "something else");
        RunFolder.Open(folder.Path, TimeProvider.System).Error!.Rule.ShouldBe(JournalRules.NotARunFolder);
    }

    [Fact]
    public async Task Append_MoreThanAnEventMayHold_IsRefusedAndTakesNoNumber()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        run.Append(new byte[(16 << 20) + 1]).Error!.Rule.ShouldBe(JournalRules.EventTooLarge);
        run.Append(new byte[16 << 20]).Value.ShouldBe(1);
        (await run.SyncAsync()).ShouldBeNull();
        using var reader = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        reader.Read().Single().Payload.Length.ShouldBe(16 << 20);
    }

    [Fact]
    public async Task Close_EndsWhatIsAskedAfterwards()
    {
        var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        var output = run.Output("c");
        run.Append([1]);
        await run.CloseAsync();
        run.Append([2]).Error!.Rule.ShouldBe(JournalRules.Closed);
        output.Write(OutputStream.Stdout, [1]).Error!.Rule.ShouldBe(JournalRules.Closed);
        (await run.WhenSyncedAsync(1)).ShouldBeNull();
        (await run.WhenWrittenAsync(2))!.Rule.ShouldBe(JournalRules.Closed);
        (await run.WhenSyncedAsync(2))!.Rule.ShouldBe(JournalRules.Closed);
        await run.DisposeAsync();
    }
}

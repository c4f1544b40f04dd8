using Operon.Journal.Tests.Storage;

namespace Operon.Journal.Tests;

public sealed class DiskFailureTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Append_OnAFullDisk_FailsForAllWhoWaitAndKeepsWhatWasAcknowledged()
    {
        var disk = new LossyFileLayer();
        var run = RunFolder.Create(folder["r"], "r", TimeProvider.System, disk).Value;
        run.Append(new byte[100]);
        (await run.WhenSyncedAsync(1).WaitAsync(Bound)).ShouldBeNull();
        using var reader = run.OpenReader().Value;
        var following = Task.Run(async () => await reader.FollowAsync().CountAsync());

        disk.Room = 50;
        var lost = run.Append(new byte[100]).Value;
        var failure = await run.WhenWrittenAsync(lost).WaitAsync(Bound);
        failure!.Rule.ShouldBe(JournalRules.WriteFailed);
        failure.Message.ShouldBe("the run's journal cannot be written: the disk is full");
        (await run.WhenSyncedAsync(lost).WaitAsync(Bound)).ShouldBe(failure);
        (await run.SyncAsync().WaitAsync(Bound)).ShouldBe(failure);
        run.Append([1]).Error.ShouldBe(failure);
        run.Failure.ShouldBe(failure);
        (await following.WaitAsync(Bound)).ShouldBe(1);
        (await run.CloseAsync().WaitAsync(Bound)).ShouldBe(failure);

        await using var again = RunFolder.Reopen(folder["r"], TimeProvider.System).Value;
        again.LastNumber.ShouldBe(1);
    }

    [Fact]
    public async Task Sync_OnABadDisk_FailsOnceAndForAll()
    {
        var disk = new LossyFileLayer();
        var run = RunFolder.Create(folder["r"], "r", TimeProvider.System, disk).Value;
        disk.SyncFails = true;
        run.Append([1]);
        (await run.SyncAsync().WaitAsync(Bound))!.Rule.ShouldBe(JournalRules.WriteFailed);
        disk.SyncFails = false;
        (await run.SyncAsync().WaitAsync(Bound))!.Rule.ShouldBe(JournalRules.WriteFailed);
        (await run.CloseAsync().WaitAsync(Bound))!.Rule.ShouldBe(JournalRules.WriteFailed);
    }

    [Fact]
    public async Task Append_FromManyThreadsWhenTheDiskFails_EndsForAll()
    {
        var disk = new LossyFileLayer { Room = 100_000 };
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System, disk).Value;
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (run.Append(new byte[1000]).IsOk)
            {
            }
        }));
        await Task.WhenAll(writers).WaitAsync(Bound);
        run.LastWritten.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task WriteOutput_OnAFullDisk_FailsAndGoesOnWhenThereIsRoom()
    {
        var disk = new LossyFileLayer();
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System, disk).Value;
        using var output = run.Output("c");
        output.Write(OutputStream.Stdout, [1, 2, 3]).IsOk.ShouldBeTrue();
        disk.Room = 2;
        output.Write(OutputStream.Stdout, [4, 5, 6]).Error!.Rule.ShouldBe(JournalRules.WriteFailed);
        disk.Room = 1000;
        output.Write(OutputStream.Stdout, [7]).Value.ShouldBe(new OutputRange("c", OutputStream.Stdout, 3, 1));
    }
}

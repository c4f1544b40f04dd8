using System.Diagnostics;
using System.Text;

namespace Operon.Journal.Tests;

public sealed class FollowTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Follow_InTheSameProcess_GivesEachEventOnceInOrder()
    {
        var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        using var reader = run.OpenReader().Value;
        var fromStart = NumbersAsync(reader, 1);
        for (var i = 0; i < 2000; i++) run.Append(BitConverter.GetBytes(i));
        var fromMiddle = NumbersAsync(reader, 1500);
        var fromFuture = NumbersAsync(reader, 3900);
        for (var i = 2000; i < 4000; i++) run.Append(BitConverter.GetBytes(i));
        await run.CloseAsync();

        (await fromStart.WaitAsync(Bound)).ShouldBe(Range(1, 4000));
        (await fromMiddle.WaitAsync(Bound)).ShouldBe(Range(1500, 4000));
        (await fromFuture.WaitAsync(Bound)).ShouldBe(Range(3900, 4000));
    }

    [Fact]
    public async Task Follow_WhenCancelled_Ends()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        using var inside = run.OpenReader().Value;
        using var outside = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        foreach (var reader in (RunFolderReader[])[inside, outside])
        {
            using var stop = new CancellationTokenSource();
            var following = Task.Run(async () => await reader.FollowAsync(1, cancellation: stop.Token).CountAsync());
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(following.WaitAsync(Bound));
        }
    }

    [Fact]
    public async Task Follow_CallsBeforeItWaits_AndEndsWithWhatThatThrows()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        run.Append([1]).Value.ShouldBe(1);
        await run.WhenWrittenAsync(1);
        using var inside = run.OpenReader().Value;
        using var outside = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        foreach (var reader in (RunFolderReader[])[inside, outside])
        {
            var seen = new List<long>();
            var failure = await Should.ThrowAsync<IOException>(async () =>
            {
                await foreach (var e in reader.FollowAsync(1, () => throw new IOException("gone"))) seen.Add(e.Number);
            });
            (failure.Message, seen.Count).ShouldBe(("gone", 1));
        }
    }

    [Fact]
    public async Task Follow_AWriterInAnotherProcessThatIsKilled_GivesAllItWroteAndEnds()
    {
        for (var round = 0; round < 3; round++)
        {
            var path = folder[$"r{round}"];
            using var child = StartWriter(path);
            (await child.StandardOutput.ReadLineAsync().WaitAsync(Bound)).ShouldBe("begun");

            using var reader = RunFolder.Open(path, TimeProvider.System).Value;
            RunFolder.Reopen(path, TimeProvider.System).Error!.Message.ShouldBe($"{path} is being written");
            var seen = new List<long>();
            var killAt = 300 + (round * 777);
            await foreach (var e in reader.FollowAsync())
            {
                seen.Add(e.Number);
                if (seen.Count == killAt) child.Kill();

                // What an event names is there before the event.
                if (seen.Count % 100 == 0) OutputAt(reader, BitConverter.ToInt64(e.Payload.Span), e.Number);
            }

            await child.WaitForExitAsync();
            seen.ShouldBe(Range(1, seen.Count));
            seen.Count.ShouldBeGreaterThanOrEqualTo(killAt);
            reader.HasWriter.ShouldBeFalse();

            await using var again = RunFolder.Reopen(path, TimeProvider.System).Value;
            again.LastNumber.ShouldBe(seen.Count);
        }
    }

    private static void OutputAt(RunFolderReader reader, long offset, long number)
    {
        using var output = reader.Output("call", OutputStream.Stdout);
        var expected = Encoding.UTF8.GetBytes($"line {number}\n");
        var bytes = new byte[expected.Length];
        output.Read(offset, bytes);
        bytes.ShouldBe(expected);
    }

    private static Process StartWriter(string path)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, Program.WriteRun, path]) { RedirectStandardOutput = true, UseShellExecute = false };
        return Process.Start(start)!;
    }

    private static Task<List<long>> NumbersAsync(RunFolderReader reader, long from) =>
        Task.Run(async () => await reader.FollowAsync(from).Select(e => e.Number).ToListAsync());

    private static IEnumerable<long> Range(int from, int to) => Enumerable.Range(from, to - from + 1).Select(i => (long)i);
}

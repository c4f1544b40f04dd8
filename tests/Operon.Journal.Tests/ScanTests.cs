namespace Operon.Journal.Tests;

public sealed class ScanTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Scan_OfEventsOfAnyLength_IsWhatReadGives()
    {
        // Around the length of a chunk, and several in one.
        int[] lengths = [0, 1, 65_000, 65_511, 65_512, 65_536, 200_000, 10, 65_536, 3, 1_000_000, 5];
        await using (var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value)
        {
            for (var i = 0; i < 500; i++) run.Append(new byte[lengths[i % lengths.Length] / (i < 24 ? 1 : 100)].Select(_ => (byte)i).ToArray());
        }

        using var reader = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        reader.Scan().Select(Copy).ShouldBe(reader.Read().ToList().Select(Copy));
        reader.Scan(300).Select(Copy).ShouldBe(reader.Read(300).Select(Copy));
        reader.Read().Count().ShouldBe(500);
        reader.BytesAfterEnd.ShouldBe(0);
        reader.Length.ShouldBe(new FileInfo(Path.Combine(folder["r"], "events")).Length);
    }

    [Fact]
    public async Task Read_WhileAsMuchIsAppended_EndsWhereTheJournalEndedThen()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        for (var i = 0; i < 10; i++) run.Append([1]);
        await run.SyncAsync(TestContext.Current.CancellationToken);
        using var reader = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        foreach (var read in new[] { reader.Read(), reader.Scan() })
        {
            var there = run.LastNumber;
            long last = 0;
            foreach (var entry in read)
            {
                last = entry.Number;
                await run.WhenWrittenAsync(run.Append([2]).Value, TestContext.Current.CancellationToken);
            }

            last.ShouldBe(there);
        }

        run.LastTimestamp.ShouldBe(reader.Read().Last().Timestamp);
    }

    private static (long, string) Copy(JournalEntry entry) => (entry.Number, Convert.ToHexString(entry.Payload.Span));
}

namespace Operon.Journal.Tests;

public sealed class TornTailTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Open_CutAtEveryByte_GivesTheWholeEventsAndNothingElse()
    {
        var (bytes, ends) = await WriteAsync();
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            var path = Place(bytes.AsSpan(0, cut));
            var opened = RunFolder.Open(path, TimeProvider.System);
            if (cut < ends[0])
            {
                opened.Error!.Rule.ShouldBe(JournalRules.NotARunFolder, $"cut at {cut}");
                continue;
            }

            using var reader = opened.Value;
            var whole = ends.Skip(1).Count(end => end <= cut);
            ShouldBeFirst(reader, whole, $"cut at {cut}");
        }
    }

    [Fact]
    public async Task Reopen_CutAtEveryByte_GoesOnAfterTheLastWholeEvent()
    {
        var (bytes, ends) = await WriteAsync();
        for (var cut = (int)ends[0]; cut < bytes.Length; cut++)
        {
            var path = Place(bytes.AsSpan(0, cut));
            var whole = ends.Skip(1).Count(end => end <= cut);
            await using (var run = RunFolder.Reopen(path, TimeProvider.System).Value)
            {
                run.LastNumber.ShouldBe(whole, $"cut at {cut}");
                run.Append(Payload(whole + 1));
            }

            using var reader = RunFolder.Open(path, TimeProvider.System).Value;
            ShouldBeFirst(reader, whole + 1, $"cut at {cut}");
        }
    }

    [Fact]
    public async Task Open_WithAnyBitTurned_GivesABeginningOfTheEvents()
    {
        var (bytes, ends) = await WriteAsync();
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= (byte)(1 << (at % 8));
            if (RunFolder.Open(Place(bytes), TimeProvider.System).TryGet(out var reader, out _))
            {
                using (reader) ShouldBeFirst(reader, ends.Skip(1).Count(end => end <= at), $"turned in {at}");
            }

            bytes[at] ^= (byte)(1 << (at % 8));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Open_WithZerosAfterTheEnd_GivesAllEvents(int zeros)
    {
        var (bytes, ends) = await WriteAsync();
        using var reader = RunFolder.Open(Place([.. bytes, .. new byte[zeros]]), TimeProvider.System).Value;
        ShouldBeFirst(reader, ends.Count - 1, "zeros");
    }

    private static byte[] Payload(long number) => [.. Enumerable.Range(0, (int)(number * 7 % 40)).Select(i => (byte)(number + i))];

    private static void ShouldBeFirst(RunFolderReader reader, int count, string when)
    {
        var read = reader.Read().ToList();
        read.Count.ShouldBe(count, when);
        for (var i = 0; i < count; i++)
        {
            read[i].Number.ShouldBe(i + 1, when);
            read[i].Payload.Span.SequenceEqual(Payload(i + 1)).ShouldBeTrue(when);
        }
    }

    /// <summary>A journal of two epochs, and where its header and each of its events end.</summary>
    private async Task<(byte[] Bytes, List<long> Ends)> WriteAsync()
    {
        var path = folder["whole"];
        var ends = new List<long> { 12 + 3 + 4 };
        for (var epoch = 0; epoch < 2; epoch++)
        {
            await using var run = (epoch == 0 ? RunFolder.Create(path, "run", TimeProvider.System) : RunFolder.Reopen(path, TimeProvider.System)).Value;
            for (var i = 1; i <= 8; i++)
            {
                var number = run.Append(Payload((epoch * 8) + i)).Value;
                await run.WhenWrittenAsync(number);
                ends.Add(new FileInfo(Path.Combine(path, "events")).Length);
            }
        }

        return (await File.ReadAllBytesAsync(Path.Combine(path, "events")), ends);
    }

    private string Place(ReadOnlySpan<byte> bytes)
    {
        var path = folder["cut"];
        Directory.CreateDirectory(path);
        File.WriteAllBytes(Path.Combine(path, "events"), bytes);
        return path;
    }
}

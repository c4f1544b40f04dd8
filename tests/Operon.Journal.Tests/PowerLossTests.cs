using System.Collections.Concurrent;
using System.Text;
using Operon.Journal.Tests.Storage;

namespace Operon.Journal.Tests;

public sealed class PowerLossTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task LosePower_UnderLoad_KeepsWhatWasToldToBeSynced()
    {
        for (var seed = 1; seed <= 40; seed++) await LoseAndRecoverAsync(folder[$"r{seed}"], seed);
    }

    private static async Task LoseAndRecoverAsync(string path, int seed)
    {
        var disk = new LossyFileLayer(seed);
        var run = RunFolder.Create(path, "r", TimeProvider.System, disk).Value;
        (await run.SyncAsync()).ShouldBeNull();
        var said = new ConcurrentDictionary<long, string>();
        var synced = new ConcurrentBag<long>();
        var random = new SeededRandom(seed);
        var workers = Enumerable.Range(0, 3).Select(w => Task.Run(() => WorkAsync(run, w, said, synced))).ToArray();
        var events = random.Between(5, 400);
        await run.WhenWrittenAsync(events);
        disk.LosePower();
        await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(30));
        var missing = await run.CloseAsync().WaitAsync(TimeSpan.FromSeconds(30));

        // Nothing is missing when the power was lost just after a sync: what is refused afterwards was never accepted.
        await using var again = RunFolder.Reopen(path, TimeProvider.System).Value;
        var promised = missing is null ? said.Keys : (ICollection<long>)[.. synced];
        again.LastNumber.ShouldBeGreaterThanOrEqualTo(promised.DefaultIfEmpty(0).Max(), $"seed {seed}");
        again.Append("after"u8).Value.ShouldBe(again.LastNumber);
        (await again.SyncAsync()).ShouldBeNull();
        using var reader = again.OpenReader().Value;
        var read = reader.Read().ToList();
        read.Select(e => e.Number).ShouldBe(Enumerable.Range(1, read.Count).Select(i => (long)i));
        read[^1].Epoch.ShouldBe(2);
        foreach (var e in read.SkipLast(1))
        {
            Encoding.UTF8.GetString(e.Payload.Span).ShouldBe(said[e.Number], $"seed {seed}");
            if (e.Number > promised.DefaultIfEmpty(0).Max()) continue;
            OutputShouldBeThere(reader, said[e.Number]);
            var kept = Path.Combine(path, "kept", KeptFor(said[e.Number]));
            (await File.ReadAllTextAsync(kept)).ShouldBe(said[e.Number], $"seed {seed}");
        }
    }

    private static async Task WorkAsync(RunFolder run, int worker, ConcurrentDictionary<long, string> said, ConcurrentBag<long> synced)
    {
        using var output = run.Output($"call{worker}");
        for (var i = 0; i < 100_000; i++)
        {
            var text = $"line {i} of {worker}\n";
            if (!output.Write(OutputStream.Stdout, Encoding.UTF8.GetBytes(text)).TryGet(out var range, out _)) return;
            var message = $"{range.CallId} {range.Offset} {text}";
            if (run.Keep("kept", KeptFor(message), Encoding.UTF8.GetBytes(message)) is not null) return;
            if (!run.Append(Encoding.UTF8.GetBytes(message)).TryGet(out var number, out _)) return;
            said[number] = message;
            if (i % 7 != 0) continue;
            if (await run.WhenSyncedAsync(number) is not null) return;
            synced.Add(number);
        }
    }

    private static string KeptFor(string message) => $"{message.Split(' ')[0]}-{message.Split(' ')[1]}.txt";

    private static void OutputShouldBeThere(RunFolderReader reader, string message)
    {
        var parts = message.Split(' ', 3);
        using var output = reader.Output(parts[0], OutputStream.Stdout);
        var bytes = new byte[Encoding.UTF8.GetByteCount(parts[2])];
        output.Read(long.Parse(parts[1]), bytes).ShouldBe(bytes.Length);
        Encoding.UTF8.GetString(bytes).ShouldBe(parts[2]);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Operon.Host.Files;
using Operon.Journal;

// What the journal costs, as a ratio to writing and syncing the same bytes by hand in the same run.
// Usage: dotnet run -c Release --project bench/journal [events]
var count = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
var payload = new byte[150];
var folder = Directory.CreateTempSubdirectory("operon-bench-").FullName;
try
{
    var path = Path.Combine(folder, "run");
    var one = await TimeAsync(() => AppendAsync(Path.Combine(folder, "one"), 1));
    var four = await TimeAsync(() => AppendAsync(path, 4));
    var bytes = await File.ReadAllBytesAsync(Path.Combine(path, "events"));
    var raw = await TimeAsync(() => WriteRawAsync(bytes));
    using var reader = RunFolder.Open(path, TimeProvider.System).Value;
    var first = await TimeAsync(() => ReadAllAsync(reader));
    var late = await TimeAsync(() => ReadLastAsync(reader));
    await using var run = RunFolder.Reopen(path, TimeProvider.System).Value;
    var barriers = await TimeAsync(() => BarriersAsync(run));
    var syncs = await TimeAsync(() => RawSyncsAsync(path));

    Say("raw write + fdatasync", raw, 1);
    Say("append, 1 thread, then sync", one, one / raw);
    Say("append, 4 threads, then sync", four, four / raw);
    Say("read all", first, first / raw);
    Say("read the last, again", late, late / raw);
    Say("100 append + synced barrier (to 100 raw)", barriers, barriers / syncs);
    Console.WriteLine($"{count / one:N0} events/s from one thread, {count / four:N0} from four, {count / first:N0} read; {bytes.Length >> 20} MiB");
}
finally
{
    Directory.Delete(folder, recursive: true);
}

async Task AppendAsync(string path, int threads)
{
    await using var run = RunFolder.Create(path, "bench", TimeProvider.System).Value;
    await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() =>
    {
        for (var i = 0; i < count / threads; i++) run.Append(payload);
    })));
    if (await run.SyncAsync() is { } failure) throw new IOException(failure.Message);
}

Task WriteRawAsync(byte[] bytes)
{
    using var file = File.OpenHandle(Path.Combine(folder, "raw"), FileMode.CreateNew, FileAccess.Write);
    for (var at = 0; at < bytes.Length; at += 1 << 20) RandomAccess.Write(file, bytes.AsSpan(at, Math.Min(1 << 20, bytes.Length - at)), at);
    FileSync.Bytes(file);
    return Task.CompletedTask;
}

Task ReadAllAsync(RunFolderReader reader) => reader.Read().Count() == count ? Task.CompletedTask : throw new IOException("events are missing");

Task ReadLastAsync(RunFolderReader reader) => reader.Read(count).Any() ? Task.CompletedTask : throw new IOException("events are missing");

static async Task BarriersAsync(RunFolder run)
{
    for (var i = 0; i < 100; i++) await run.WhenSyncedAsync(run.Append([1]).Value);
}

Task RawSyncsAsync(string path)
{
    using var file = File.OpenHandle(path + ".raw", FileMode.CreateNew, FileAccess.Write);
    for (var i = 0; i < 100; i++)
    {
        RandomAccess.Write(file, MemoryMarshal.AsBytes<long>([i]), i * 8);
        FileSync.Bytes(file);
    }

    return Task.CompletedTask;
}

static async Task<double> TimeAsync(Func<Task> work)
{
    var start = Stopwatch.GetTimestamp();
    await work();
    return Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static void Say(string what, double seconds, double ratio) => Console.WriteLine($"{what,-42}{seconds * 1000,9:F0} ms{ratio,8:F2} x");

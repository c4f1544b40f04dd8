using System.Diagnostics;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Bench;

/// <summary>What it costs to look at past runs, as `operon runs` does.</summary>
/// <param name="folder">Takes what is made for it.</param>
internal sealed class Reading(string folder)
{
    private const int Piece = 32 << 10;
    private const int Screen = 50 * 80;

    /// <summary>Reads a run; the best of several times, because the first is that of a compiler too.</summary>
    public static Cost Open(string run, int calls)
    {
        return Cost.Best(5, () =>
        {
            using var record = RunRecord.Read(run, TimeProvider.System).Value;
            if (record.Tree.Counts.Succeeded < calls) throw new InvalidOperationException("calls are missing");
        });
    }

    /// <summary>Prints the output of a run of some bytes: how long it takes to the first screen and to the end, and the most memory on the way.</summary>
    public async Task<(Cost First, Cost All, long Bytes)> PrintAsync(long bytes, bool ofOneCall)
    {
        var (run, call) = await WriteOutputAsync(bytes);
        await PrintAsync(run, call, ofOneCall, Screen);
        var first = Cost.None;
        for (var i = 0; i < 5; i++) first = first.OrLess(await PrintAsync(run, call, ofOneCall, Screen));
        GC.Collect();
        var before = Process.GetCurrentProcess().WorkingSet64;
        using var most = new Peak();
        var all = await PrintAsync(run, call, ofOneCall, bytes);
        return (first, all, most.Bytes - before);
    }

    /// <summary>Lists many runs, each with the summary that it left when it ended.</summary>
    /// <param name="run">What they are copies of.</param>
    /// <param name="count">How many.</param>
    public Cost List(string run, int count)
    {
        var runs = Path.Combine(folder, "many");
        foreach (var _ in Enumerable.Range(0, count))
        {
            var copy = Directory.CreateDirectory(Path.Combine(runs, CallId.Create().ToString())).FullName;
            foreach (var name in (string[])["events", "lock", "summary"])
            {
                File.Copy(Path.Combine(run, name), Path.Combine(copy, name));
                File.SetLastWriteTimeUtc(Path.Combine(copy, name), File.GetLastWriteTimeUtc(Path.Combine(run, name)));
            }
        }

        var listed = Cost.Best(3, () =>
        {
            var problems = new DiagnosticBag();
            if (new RunIndex(runs, TimeProvider.System).List(problems).Count(r => r is { State: RunState.Succeeded, Problem: null }) != count) throw new InvalidOperationException("runs are missing");
        });
        Directory.Delete(runs, recursive: true);
        return listed;
    }

    private static async Task<Cost> PrintAsync(string run, CallId call, bool ofOneCall, long bytes)
    {
        using var target = new CountingStream(bytes);
        var watch = Cost.Start();
        using var record = RunRecord.Open(run, TimeProvider.System).Value;
        if (ofOneCall) record.ReadToEnd();
        using var output = new RunOutput(record, ofOneCall ? new HashSet<CallId> { call } : null, null);
        try
        {
            await output.CopyToAsync(target, null, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // It has what it wanted.
        }

        if (target.Left > 0) throw new InvalidOperationException("output is missing");
        return Cost.Since(watch);
    }

    private async Task<(string Run, CallId Call)> WriteOutputAsync(long bytes)
    {
        var (root, call) = (CallId.Create(), CallId.Create());
        var path = Path.Combine(folder, $"output{bytes}");
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        await using var run = RunFolder.Create(path, root.ToString(), TimeProvider.System).Value;
        run.Append(RunEventJson.Write(new CallStarted(root, null, "", "op", null, ".")));
        run.Append(RunEventJson.Write(new CallStarted(call, root, "container", "container", null, ".") { Details = "{\"image\":\"box\"}"u8.ToArray() }));
        var line = new byte[80];
        line.AsSpan().Fill((byte)'x');
        line[^1] = (byte)'\n';
        var piece = new byte[Piece];
        for (var i = 0; i < piece.Length; i++) piece[i] = line[i % line.Length];
        using var output = run.Output(call.ToString());
        for (long at = 0; at < bytes; at += piece.Length)
        {
            var range = output.Write(OutputStream.Stdout, piece).Value;
            run.Append(RunEventJson.Write(new OutputWritten(call, OutputKind.Stdout, range.Offset, range.Length)));
        }

        run.Append(RunEventJson.Write(new CallEnded(call, root, "container", "container", ".", CallOutcome.Succeeded)));
        run.Append(RunEventJson.Write(new CallEnded(root, null, "", "op", ".", CallOutcome.Succeeded)));
        return (path, call);
    }

    /// <summary>Ends who writes to it after so many bytes.</summary>
    private sealed class CountingStream(long wanted) : Stream
    {
        public long Left { get; private set; } = wanted;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Left -= buffer.Length;
            if (Left <= 0) throw new OperationCanceledException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // Nothing is held.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    /// <summary>The most memory that the process has while it is looked at.</summary>
    private sealed class Peak : IDisposable
    {
        private readonly Timer timer;

        public Peak() => timer = new Timer(_ => Bytes = Math.Max(Bytes, Process.GetCurrentProcess().WorkingSet64), null, 0, 5);

        public long Bytes { get; private set; }

        public void Dispose() => timer.Dispose();
    }
}

using System.Text;

namespace Operon.Journal.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Write_ToBothStreams_KeepsTheirBytesApartAndExact()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        using var output = run.Output("abc");
        output.Write(OutputStream.Stdout, [0xFF, 0, 10]).Value.ShouldBe(new OutputRange("abc", OutputStream.Stdout, 0, 3));
        output.Write(OutputStream.Stderr, [1]).Value.ShouldBe(new OutputRange("abc", OutputStream.Stderr, 0, 1));
        output.Write(OutputStream.Stdout, [2, 3]).Value.ShouldBe(new OutputRange("abc", OutputStream.Stdout, 3, 2));

        (await File.ReadAllBytesAsync(folder["r/output/abc.stdout"])).ShouldBe([0xFF, 0, 10, 2, 3]);
        (await File.ReadAllBytesAsync(folder["r/output/abc.stderr"])).ShouldBe([1]);
        File.GetUnixFileMode(folder["r/output/abc.stdout"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(folder["r/output"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(folder["r"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Output_OfACallThatWritesNothing_HasNoFolderAndIsEmpty()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        using (var output = run.Output("c")) output.Write(OutputStream.Stdout, []).IsOk.ShouldBeTrue();
        run.Append([1]).Value.ShouldBe(1);
        (await run.SyncAsync()).ShouldBeNull();

        Directory.EnumerateFileSystemEntries(folder["r"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["events", "lock"]);
        using var reader = run.OpenReader().Value;
        using var read = reader.Output("c", OutputStream.Stdout);
        (read.Length, read.CountLines()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Write_AfterDispose_GoesOnInANewWriterAtTheEnd()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        using (var first = run.Output("c"))
        {
            first.ShouldBeSameAs(run.Output("c"));
            first.Write(OutputStream.Stdout, [1, 2]);
        }

        (await run.SyncAsync()).ShouldBeNull();
        using var second = run.Output("c");
        second.Write(OutputStream.Stdout, [3]).Value.Offset.ShouldBe(2);
    }

    [Fact]
    public async Task Write_FromManyThreads_GivesRangesThatHoldWhatEachWrote()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        var output = run.Output("c");
        var ranges = await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(() =>
            Enumerable.Range(0, 500).Select(i => (Text: $"{t}:{i};", Range: output.Write(OutputStream.Stderr, Encoding.UTF8.GetBytes($"{t}:{i};")).Value)).ToList())));
        var all = await File.ReadAllBytesAsync(folder["r/output/c.stderr"]);
        foreach (var (text, range) in ranges.SelectMany(r => r)) Encoding.UTF8.GetString(all, (int)range.Offset, range.Length).ShouldBe(text);
    }

    [Fact]
    public async Task Dispose_WhileGroupsAreSynced_LosesNothing()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                using (var output = run.Output($"call-{t}-{i}")) output.Write(OutputStream.Stdout, [1, 2, 3]).IsOk.ShouldBeTrue();
                if (i % 3 == 0) (await run.SyncAsync()).ShouldBeNull();
            }
        })));
        (await run.SyncAsync()).ShouldBeNull();
        Directory.GetFiles(folder["r/output"]).Select(f => new FileInfo(f).Length).ShouldBe(Enumerable.Repeat(3L, 400));
        Directory.GetFiles("/proc/self/fd").Select(f => new FileInfo(f).LinkTarget ?? "").Where(f => f.StartsWith(folder["r/output"], StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    public async Task Output_WithAnIdThatIsNone_Throws(string callId)
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        Should.Throw<ArgumentException>(() => run.Output(callId));
    }

    [Fact]
    public async Task Read_OfACallThatWroteNothing_IsEmpty()
    {
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        using var reader = run.OpenReader().Value;
        using var output = reader.Output("c", OutputStream.Stdout);
        output.Length.ShouldBe(0);
        output.CountLines().ShouldBe(0);
        output.OffsetOfLine(2).ShouldBeNull();
        output.OffsetOfLast(5).ShouldBe(0);
        run.Output("c").Write(OutputStream.Stdout, "x"u8);
        output.Length.ShouldBe(1);
        output.CountLines().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OffsetOfLine_InALargeOutput_IsTheSameWithAndWithoutIndex(bool indexed)
    {
        var text = new StringBuilder();
        var starts = new List<long>();
        for (var i = 0; text.Length < 3_500_000; i++)
        {
            starts.Add(text.Length);
            text.Append('x', i * 7919 % 300).Append('\n');
        }

        text.Append("no end");
        starts.Add(text.Length - 6);
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        for (var at = 0; at < bytes.Length; at += 32 << 10) run.Output("c").Write(OutputStream.Stdout, bytes.AsSpan(at, Math.Min(32 << 10, bytes.Length - at)));
        var index = new FileInfo(folder["r/output/c.stdout.lines"]);
        index.Length.ShouldBe(3 * 12);
        if (!indexed) index.Delete();

        using var reader = run.OpenReader().Value;
        using var output = reader.Output("c", OutputStream.Stdout);
        output.CountLines().ShouldBe(starts.Count);
        for (var line = 1; line <= starts.Count; line += 501) output.OffsetOfLine(line).ShouldBe(starts[line - 1]);
        output.OffsetOfLine(starts.Count).ShouldBe(starts[^1]);
        output.OffsetOfLine(starts.Count + 1).ShouldBeNull();
        foreach (var last in (int[])[1, 2, 3, 1000]) output.OffsetOfLast(last).ShouldBe(starts[^last]);
        output.OffsetOfLast(long.MaxValue).ShouldBe(0);
    }

    [Fact]
    public async Task OffsetOfLine_WithADamagedIndex_CountsItself()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("0123456\n", (2 << 20) / 8)));
        await using var run = RunFolder.Create(folder["r"], "r", TimeProvider.System).Value;
        run.Output("c").Write(OutputStream.Stdout, bytes);
        await File.WriteAllBytesAsync(folder["r/output/c.stdout.lines"], new byte[24]);
        using var reader = run.OpenReader().Value;
        using var output = reader.Output("c", OutputStream.Stdout);
        output.OffsetOfLine(200_001).ShouldBe(1_600_000);
        output.CountLines().ShouldBe(bytes.Length / 8);
    }
}

using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Operon.Cli.Terminal;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Testing;

namespace Operon.Cli.Tests.Terminal;

public sealed class RunEventLinesTests : IAsyncDisposable
{
    private readonly WorkingDirectory directory = new();
    private readonly List<RunFolder> folders = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var folder in folders) await folder.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public void Follow_OfAnyOutput_TellsAllBytes() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte[][]>().ToArbitrary(),
        async pieces =>
        {
            pieces = [.. pieces.Where(p => p.Length > 0)];
            var lines = await LinesAsync(pieces);
            var told = lines.Where(l => l.GetProperty("type").GetString() == "output").SelectMany(l => l.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : l.GetProperty("base64").GetBytesFromBase64());
            told.ShouldBe(pieces.SelectMany(p => p));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Follow_OfARun_HasALineForEachEventInTheFormOfTheSchema()
    {
        var lines = await LinesAsync(["caf\u00e9\n\u001b[2J"u8.ToArray(), [0xc3], [0xa9, 0x0a]]);

        lines.Select(l => l.GetProperty("number").GetInt32()).ShouldBe(Enumerable.Range(1, 7));
        lines.Select(l => l.GetProperty("type").GetString()).ShouldBe(["started", "started", "output", "output", "output", "ended", "ended"]);
        lines[2].GetProperty("text").GetString().ShouldBe("caf\u00e9\n\u001b[2J");
        lines[3].GetProperty("base64").GetString().ShouldBe("ww==");
        using var shape = JsonShape.Of("run-event.1");
        lines.SelectMany(l => shape.Problems(l.GetRawText())).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("succeeded", 0)]
    [InlineData("left", 130)]
    public void Conclude_OfARun_IsAsTheSchemaSays(string result, int exit)
    {
        using var output = new MemoryStream();
        RunEventLines.Conclude(new RunConclusion("id", result, exit) { Errors = [new RecordedError("OPS0515", "a\nb", "x:1:1", null, null, null)] }, output);
        var line = Encoding.UTF8.GetString(output.ToArray());
        line.Count(c => c == '\n').ShouldBe(1);
        using var shape = JsonShape.Of("run-event.1");
        shape.Problems(line).ShouldBeEmpty();
    }

    private async Task<List<JsonElement>> LinesAsync(byte[][] pieces)
    {
        var (op, container) = (CallId.Create(), CallId.Create());
        var folder = RunFolder.Create(Path.Combine(directory.Path, $"run{folders.Count}"), op.ToString(), TimeProvider.System).Value;
        folders.Add(folder);
        using var output = new MemoryStream();
        using (var writer = folder.Output(container.ToString()))
        {
            Append(new CallStarted(op, null, "", "op", null, "./évil\n"));
            Append(new CallStarted(container, op, "container", "container", null, ".") { Details = """{"image":"alpine"}"""u8.ToArray() });
            foreach (var piece in pieces)
            {
                var range = writer.Write(OutputStream.Stdout, piece).Value;
                Append(new OutputWritten(container, OutputKind.Stdout, range.Offset, piece.Length));
            }

            Append(new CallEnded(container, op, "container", "container", ".", CallOutcome.Succeeded) { ExitCode = 0 });
            Append(new CallEnded(op, null, "", "op", ".", CallOutcome.Succeeded));
            using var reader = folder.OpenReader().Value;
            using var view = new RunEventLines(reader, output);
            (await RunFeed.FollowAsync(reader, view, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        }

        return [.. Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n').Select(l =>
        {
            using var json = JsonDocument.Parse(l);
            return json.RootElement.Clone();
        })];

        void Append(RunEvent happened) => folder.Append(RunEventJson.Write(happened)).Error.ShouldBeNull();
    }
}

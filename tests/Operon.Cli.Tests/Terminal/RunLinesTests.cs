using System.Text;
using Operon.Cli.Terminal;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;

namespace Operon.Cli.Tests.Terminal;

public sealed class RunLinesTests : IAsyncDisposable
{
    private readonly WorkingDirectory directory = new();
    private readonly RunFolder folder;
    private readonly CallId op = CallId.Create();
    private readonly CallId container = CallId.Create();
    private readonly OutputWriter writer;

    public RunLinesTests()
    {
        folder = RunFolder.Create(Path.Combine(directory.Path, "run"), op.ToString(), TimeProvider.System).Value;
        writer = folder.Output(container.ToString());
        Append(new CallStarted(op, null, "", "op", null, "."));
    }

    [Theory]
    [InlineData(CallOutcome.Succeeded, "alpine exited", "op succeeded", "")]
    [InlineData(CallOutcome.Killed, "alpine killed", "op killed", "")]
    public async Task Follow_OfARunThatDoesNotFail_HasAllItsLinesOnOutput(CallOutcome outcome, string container, string op, string errors)
    {
        Begin();
        End(outcome);
        var shown = await ShownAsync();
        shown.Output.ShouldBe($"O started op\nC started alpine\nC {container}\nO {op}\n");
        shown.Errors.ShouldBe(errors);
        shown.Root!.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public async Task Follow_OfARunThatFails_HasItsEndsOnErrors()
    {
        Begin();
        End(CallOutcome.Failed);
        var shown = await ShownAsync();
        shown.Output.ShouldBe("O started op\nC started alpine\n");
        shown.Errors.ShouldBe("C alpine crashed: nonzero container exit code: 3\nO op failed: nonzero container exit code: 3\n");
    }

    [Fact]
    public async Task Follow_OfSerialCallsThatSucceed_SaysNothingOfThem()
    {
        var serial = CallId.Create();
        Append(new CallStarted(serial, op, "", "serial", null, "."));
        Append(new CallEnded(serial, op, "", "serial", ".", CallOutcome.Succeeded));
        Append(new CallEnded(op, null, "", "op", ".", CallOutcome.Succeeded));
        (await ShownAsync()).Output.ShouldBe("O started op\nO op succeeded\n");
    }

    [Fact]
    public async Task Follow_OfOutput_PutsThePrefixBeforeEachWholeLine()
    {
        Begin();
        Wrote(OutputKind.Stdout, "one\ntw");
        Wrote(OutputKind.Stderr, "err\n");
        Wrote(OutputKind.Stdout, "o\n\nthree");
        End(CallOutcome.Succeeded);
        var shown = await ShownAsync();
        shown.Output.ShouldBe("O started op\nC started alpine\nC one\nC two\nC \nC three\nC alpine exited\nO op succeeded\n");
        shown.Errors.ShouldBe("C err\n");
    }

    [Fact]
    public async Task Follow_OfBytesThatAreNoText_PassesThemOn()
    {
        Begin();
        Wrote(OutputKind.Stdout, [0xff, 0x00, 0x0d, 0x0a]);
        End(CallOutcome.Succeeded);
        (await ShownAsync()).Bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0x00, 0x0d, 0x0a]).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Follow_OfALongLine_KeepsItWhole()
    {
        Begin();
        for (var i = 0; i < 100; i++) Wrote(OutputKind.Stdout, new string('x', 10_000));
        End(CallOutcome.Succeeded);
        (await ShownAsync()).Output.ShouldContain($"\nC {new string('x', 1_000_000)}\n");
    }

    [Fact]
    public async Task Follow_OfARunWhoseWriterIsGone_EndsWithoutTheRoot()
    {
        Begin();
        Wrote(OutputKind.Stdout, "one\n");
        await folder.CloseAsync();
        var shown = await ShownAsync();
        shown.Root.ShouldBeNull();
        shown.Output.ShouldBe("O started op\nC started alpine\nC one\n");
    }

    [Fact]
    public async Task Follow_OfAnEventThatCannotBeRead_SaysSo()
    {
        folder.Append("""{"type":"dreamt"}"""u8.ToArray()).Error.ShouldBeNull();
        Begin();
        End(CallOutcome.Succeeded);
        var shown = await ShownAsync();
        shown.Output.ShouldBe("O started op\nC started alpine\nC alpine exited\nO op succeeded\n");
        shown.Errors.ShouldStartWith("event 2 of the run cannot be shown: ");
    }

    [Fact]
    public async Task Follow_OfNamesWithControlCharacters_ShowsSignsInTheirPlace()
    {
        var inner = CallId.Create();
        Append(new CallStarted(inner, op, "", "op", null, "./a\e]0;x\a\nb"));
        var error = new RecordedError("OPS0500", "\e[31m\n[x] done", null, null, null, null);
        Append(new CallEnded(inner, op, "", "op", "./a", CallOutcome.Failed) { Error = error });
        Append(new CallEnded(op, null, "", "op", ".", CallOutcome.Failed) { Error = error });
        var shown = await ShownAsync();
        shown.Output.ShouldBe($"O started op\n[{inner.Short} ./a␛]0;x␇␊b] started op\n");
        shown.Errors.ShouldBe($"[{inner.Short} ./a␛]0;x␇␊b] op failed: ␛[31m␊[x] done\nO op failed: ␛[31m␊[x] done\n");
    }

    public async ValueTask DisposeAsync()
    {
        writer.Dispose();
        await folder.DisposeAsync();
        directory.Dispose();
    }

    private void Begin() => Append(new CallStarted(container, op, "", "container", null, ".") { Details = """{"image":"alpine"}"""u8.ToArray() });

    private void End(CallOutcome outcome)
    {
        var error = outcome == CallOutcome.Failed ? new RecordedError("OPS0515", "nonzero container exit code: 3", null, null, null, null) : null;
        Append(new CallEnded(container, op, "", "container", ".", outcome) { Error = error });
        Append(new CallEnded(op, null, "", "op", ".", outcome) { Error = error });
    }

    private void Wrote(OutputKind kind, string text) => Wrote(kind, Encoding.UTF8.GetBytes(text));

    private void Wrote(OutputKind kind, byte[] bytes)
    {
        var range = writer.Write(kind == OutputKind.Stdout ? OutputStream.Stdout : OutputStream.Stderr, bytes).Value;
        Append(new OutputWritten(container, kind, range.Offset, bytes.Length));
    }

    private void Append(RunEvent happened) => folder.Append(RunEventJson.Write(happened)).Error.ShouldBeNull();

    /// <summary>What is shown, with O and C for the prefixes of the op and the container.</summary>
    private async Task<(string Output, string Errors, byte[] Bytes, CallEnded? Root)> ShownAsync()
    {
        using var reader = folder.OpenReader().Value;
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        using var lines = new RunLines(reader, output, errors);
        var root = await lines.FollowAsync(TestContext.Current.CancellationToken);
        return (Shown(output), Shown(errors), output.ToArray(), root);

        string Shown(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray())
            .Replace($"[{op.Short} .]", "O", StringComparison.Ordinal)
            .Replace($"[{container.Short} .]", "C", StringComparison.Ordinal);
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Operon.Runs.Events;

namespace Operon.Runs.Tests.Events;

public sealed class RunEventJsonTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private static readonly CallId Call = CallId.Parse(Id)!.Value;

    [Fact]
    public void Write_OfStarted_IsTheFormOfTheJournal() =>
        Encoding.UTF8.GetString(RunEventJson.Write(new CallStarted(Call, null, "", "op", null, ".") { Details = "{\"inputs\":{}}"u8.ToArray() }))
            .ShouldBe($"{{\"type\":\"started\",\"call\":\"{Id}\",\"path\":\"\",\"kind\":\"op\",\"op\":\".\",\"details\":{{\"inputs\":{{}}}}}}");

    [Fact]
    public void Write_OfOutput_IsTheFormOfTheJournal() =>
        Encoding.UTF8.GetString(RunEventJson.Write(new OutputWritten(Call, OutputKind.Stderr, 1L << 40, 12)))
            .ShouldBe($$"""{"type":"output","call":"{{Id}}","stream":"stderr","offset":1099511627776,"length":12}""");

    [Fact]
    public void Write_OfEnded_IsTheFormOfTheJournal() =>
        Encoding.UTF8.GetString(RunEventJson.Write(new CallEnded(Call, Call, "a", "container", ".", CallOutcome.Failed) { ExitCode = 3, Error = new("OPS0515", "no", null, null, null, null) }))
            .ShouldBe($$$"""{"type":"ended","call":"{{{Id}}}","parent":"{{{Id}}}","path":"a","kind":"container","op":".","outcome":"failed","exitCode":3,"error":{"code":"OPS0515","message":"no"}}""");

    [Fact]
    public void Read_OfAnyStarted_IsWhatWasWritten() => Prop.ForAll<NonNull<string>, NonNull<string>, string?>((path, op, name) =>
        Again(new CallStarted(Call, null, Valid(path.Get), "op", name is null ? null : Valid(name), Valid(op.Get)) { Details = "{\"a\": [1e999, \"\\ud83d\\ude00\"]}"u8.ToArray() })).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfAnyOutput_IsWhatWasWritten() => Prop.ForAll<bool, long, NonNegativeInt>((error, offset, length) =>
        Again(new OutputWritten(Call, error ? OutputKind.Stderr : OutputKind.Stdout, offset & (long.MaxValue >> 1), length.Get))).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfAnyEnded_IsWhatWasWritten() => Prop.ForAll<NonNull<string>, int, NonEmptyArray<string?>>((message, code, texts) =>
    {
        // Causes as deep as there are texts.
        var error = new RecordedError("OPS0001", Valid(message.Get), null, null, null, null);
        foreach (var text in texts.Get)
        {
            var shown = text is null ? null : Valid(text);
            error = new RecordedError("OPS0002", Valid(message.Get), shown, shown, shown, error) { Others = [error], Notes = [shown ?? ""] };
            if (error.ToString().Length > 10_000) break;
        }

        return Again(new CallEnded(Call, Call, Valid(message.Get), "container", ".", (CallOutcome)((uint)code % 4)) { ExitCode = code, Error = error, Outputs = "{}"u8.ToArray() });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfValuesAndCausesAsDeepAsRunsMakeThem_IsWhatWasWritten()
    {
        var value = Encoding.UTF8.GetBytes($"{{\"list\":{{\"array\":{new string('[', 1000)}{new string(']', 1000)}}}}}");
        var error = new RecordedError("OPS0001", "root", null, null, null, null);
        for (var i = 0; i < 300; i++) error = new RecordedError("OPS0514", "cannot be called", null, null, null, error);

        Again(new CallStarted(Call, null, "", "op", null, ".") { Details = value }).ShouldBeTrue();
        Again(new CallEnded(Call, null, "", "op", ".", CallOutcome.Failed) { Error = error, Outputs = value }).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"started"}""")]
    [InlineData("""{"type":"started","call":"../../etc","path":"","kind":"op","op":"."}""")]
    [InlineData("""{"type":"started","call":7,"path":"","kind":"op","op":"."}""")]
    [InlineData("""{"type":"started","call":"0123456789abcdef0123456789abcdef","path":null,"kind":"op","op":"."}""")]
    [InlineData("""{"type":"output","call":"0123456789abcdef0123456789abcdef","stream":"stdout","offset":1e99,"length":1}""")]
    [InlineData("""{"type":"output","call":"0123456789abcdef0123456789abcdef","stream":"stdout","offset":0,"length":4294967296}""")]
    [InlineData("""{"type":"ended","call":"0123456789abcdef0123456789abcdef","path":"","kind":"op","op":".","outcome":"exploded"}""")]
    [InlineData("""{"type":"ended","call":"0123456789abcdef0123456789abcdef","path":"","kind":"op","op":".","outcome":"failed","error":[]}""")]
    [InlineData("""{"type":"ended","call":"0123456789abcdef0123456789abcdef","path":"","kind":"op","op":".","outcome":"failed","error":{"code":"A","message":"b","notes":{}}}""")]
    [InlineData("""{"type":"output","call":"0123456789abcdef0123456789abcdef","stream":"stdout","offset":0,"length":1} x""")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    public void Read_OfWhatIsNoEvent_IsADiagnostic(string json) =>
        RunEventJson.Read(Encoding.UTF8.GetBytes(json)).Error!.Rule.ShouldBe(RunRules.UnreadableEvent);

    [Fact]
    public void Read_OfInvalidUtf8_IsADiagnostic() =>
        RunEventJson.Read("{\"type\":\"\xff\"}"u8.ToArray().Select(b => b == 0xc3 ? (byte)0xff : b).ToArray()).Error!.Rule.ShouldBe(RunRules.UnreadableEvent);

    [Fact]
    public void Read_OfNestingWithoutEnd_IsADiagnostic() =>
        RunEventJson.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"cause\":", 100_000)))).Error!.Rule.ShouldBe(RunRules.UnreadableEvent);

    [Fact]
    public void Read_OfUnknownType_NamesItAndSaysWhatToDo()
    {
        var error = RunEventJson.Read("""{"type":"paused","call":"x"}"""u8.ToArray()).Error!;
        error.Message.ShouldBe("event of unknown type 'paused'");
        error.Fix.ShouldBe("read this run with a newer version of the program");
    }

    [Fact]
    public void Read_OfFieldsOfANewerVersion_PassesThemOver() =>
        RunEventJson.Read(Encoding.UTF8.GetBytes($$"""{"when":1,"type":"output","call":"{{Id}}","stream":"stdout","offset":0,"length":1}""")).Value.ShouldBe(new OutputWritten(Call, OutputKind.Stdout, 0, 1));

    // The bytes tell all: records compare their memory by reference.
    private static bool Again(RunEvent written)
    {
        var bytes = RunEventJson.Write(written);
        var read = RunEventJson.Read(bytes).Value;
        return read.GetType() == written.GetType() && RunEventJson.Write(read).AsSpan().SequenceEqual(bytes) && (read is not CallStarted started || (started.Path, started.Op, started.Name) == (((CallStarted)written).Path, ((CallStarted)written).Op, ((CallStarted)written).Name));
    }

    // What is recorded is text; half a surrogate pair is none.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}

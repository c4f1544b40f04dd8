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
    public void Write_OfStartedOp_NamesWhatItIsMadeOf() =>
        Encoding.UTF8.GetString(RunEventJson.Write(new CallStarted(Call, null, "", "op", null, ".") { OpDigest = "sha256:a", OpCommit = "b" }))
            .ShouldBe($"{{\"type\":\"started\",\"call\":\"{Id}\",\"path\":\"\",\"kind\":\"op\",\"op\":\".\",\"opDigest\":\"sha256:a\",\"opCommit\":\"b\"}}");

    [Fact]
    public void Write_OfImage_IsTheFormOfTheJournal() =>
        Encoding.UTF8.GetString(RunEventJson.Write(new ImageResolved(Call, "sha256:a"))).ShouldBe($$"""{"type":"image","call":"{{Id}}","digest":"sha256:a"}""");

    [Fact]
    public void Read_OfAnyImage_IsWhatWasWritten() => Prop.ForAll<NonNull<string>>(digest => Again(new ImageResolved(Call, Valid(digest.Get)))).QuickCheckThrowOnFailure();

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
        Again(new CallStarted(Call, null, Valid(path.Get), "op", name is null ? null : Valid(name), Valid(op.Get)) { OpDigest = name is null ? null : Valid(name), OpCommit = Valid(op.Get), Details = "{\"a\": [1e999, \"\\ud83d\\ude00\"]}"u8.ToArray() })).QuickCheckThrowOnFailure();

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
    [InlineData("""{"type":"image","call":"0123456789abcdef0123456789abcdef"}""")]
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

    [Theory]
    [InlineData("type")]
    [InlineData("call")]
    [InlineData("path")]
    [InlineData("kind")]
    [InlineData("op")]
    [InlineData("stream")]
    [InlineData("offset")]
    [InlineData("length")]
    [InlineData("outcome")]
    public void Read_WithoutAProperty_OrWithOneOfAnotherType_IsADiagnostic(string name)
    {
        var fields = Fields(name switch { "stream" or "offset" or "length" => "output", "outcome" => "ended", _ => "started" });
        RunEventJson.Read(Json(fields)).IsOk.ShouldBeTrue();
        foreach (var bad in new[] { "null", "[]", "{}", "true", "1.5", name is "offset" or "length" ? "\"7\"" : "7" })
        {
            RunEventJson.Read(Json(fields.Select(f => f.Name == name ? (name, bad) : f))).Error!.Rule.ShouldBe(RunRules.UnreadableEvent, bad);
        }

        RunEventJson.Read(Json(fields.Where(f => f.Name != name))).Error!.Rule.ShouldBe(RunRules.UnreadableEvent);
    }

    [Theory]
    [InlineData("output")]
    [InlineData("started")]
    [InlineData("ended")]
    public void Read_OfTheSameInAnotherForm_IsTheSame(string type)
    {
        var fields = Fields(type);
        var usual = RunEventJson.Write(RunEventJson.Read(Json(fields)).Value);
        string[] forms =
        [
            Text(fields.Reverse()),
            $" {{ {string.Join(" ,\n\t", fields.Select(f => $"\"{f.Name}\" : {f.Value}"))} }} ",
            Text(fields).Replace("\"type\"", "\"\\u0074ype\"", StringComparison.Ordinal),
            Text(fields).Replace($"\"{type}\"", $"\"\\u{(int)type[0]:x4}{type[1..]}\"", StringComparison.Ordinal),
            Text(fields).Replace(Id, "\\u0030" + Id[1..], StringComparison.Ordinal),
            Text([.. fields, ("later", "{\"type\":[\"x\",{}]}")]),

            // Of a property that is there twice the last counts, whatever the first is.
            Text([.. fields.Select(f => (f.Name, "[7]")), .. fields]),
            Text([("type", "\"future\""), .. fields]),
        ];
        foreach (var form in forms) RunEventJson.Write(RunEventJson.Read(Encoding.UTF8.GetBytes(form)).Value).ShouldBe(usual, form);
    }

    [Theory]
    [InlineData("output")]
    [InlineData("started")]
    [InlineData("ended")]
    public void Read_OfABeginning_OrWithMoreBehind_IsADiagnostic(string type)
    {
        var whole = Json(Fields(type));
        for (var length = 0; length < whole.Length; length++) RunEventJson.Read(whole.AsMemory(0, length)).Error!.Rule.ShouldBe(RunRules.UnreadableEvent, $"{length} bytes");
        foreach (var more in new[] { "}", ",", "{}", "\0", "x" }) RunEventJson.Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(whole) + more)).Error!.Rule.ShouldBe(RunRules.UnreadableEvent, more);
        RunEventJson.Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(whole) + " \n")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public void Read_WithAByteAnother_NeverThrows_AndIsADiagnosticWhereItIsNoJson()
    {
        foreach (var type in new[] { "output", "started", "ended" })
        {
            var bytes = Json(Fields(type));
            for (var at = 0; at < bytes.Length; at++)
            {
                var before = bytes[at];
                foreach (var other in "\0\n \"\\{}[]:,.-0e~\x7f\u0080"u8.ToArray().Append((byte)0xff))
                {
                    bytes[at] = other;
                    if (RunEventJson.Read(bytes).TryGet(out _, out var error)) IsJson(bytes).ShouldBeTrue(Encoding.Latin1.GetString(bytes));
                    else error.Rule.ShouldBe(RunRules.UnreadableEvent);
                }

                bytes[at] = before;
            }
        }
    }

    [Fact]
    public void Read_WithSharedTexts_IsTheSameAndMakesThemOnce()
    {
        var texts = new SharedTexts();
        foreach (var op in Enumerable.Range(0, 2000).Select(i => $"./op{i % 1000}").Append("\u00e4").Append(""))
        {
            var bytes = RunEventJson.Write(new CallStarted(Call, null, "", "op", null, op));
            var first = (CallStarted)RunEventJson.Read(bytes, texts).Value;
            var second = (CallStarted)RunEventJson.Read(bytes, texts).Value;
            first.Op.ShouldBe(op);
            second.Op.ShouldBeSameAs(first.Op);
        }
    }

    private static (string Name, string Value)[] Fields(string type) => type switch
    {
        "output" => [("type", "\"output\""), ("call", $"\"{Id}\""), ("stream", "\"stdout\""), ("offset", "10"), ("length", "0")],
        "started" => [("type", "\"started\""), ("call", $"\"{Id}\""), ("parent", $"\"{Id}\""), ("path", "\"a\""), ("kind", "\"op\""), ("name", "\"n\u00e4me\""), ("op", "\".\""), ("details", "{\"inputs\":{\"a\":[1,\"\\\"\"]}}")],
        _ => [("type", "\"ended\""), ("call", $"\"{Id}\""), ("path", "\"\""), ("kind", "\"op\""), ("op", "\".\""), ("outcome", "\"failed\""), ("exitCode", "-1"), ("error", "{\"code\":\"A\",\"message\":\"b\"}"), ("outputs", "{}")],
    };

    private static string Text(IEnumerable<(string Name, string Value)> fields) => $"{{{string.Join(',', fields.Select(f => $"\"{f.Name}\":{f.Value}"))}}}";

    private static byte[] Json(IEnumerable<(string Name, string Value)> fields) => Encoding.UTF8.GetBytes(Text(fields));

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(bytes);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

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

using System.Text;
using Operon.Runs.Events;
using Operon.Runs.Masking;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Runs.Tests.Masking;

public sealed class SecretMasksTests
{
    private const string Canary = "c4n4ry \"of\\ the/<s&cret> é";

    private readonly SecretMasks masks = new();

    public static TheoryData<string> Printed => new(
        Canary,
        "c4n4ry \\\"of\\\\ the/<s&cret> é",
        "c4n4ry \\\"of\\\\ the\\/<s&cret> é",
        "c4n4ry \\\"of\\\\ the/\\u003cs\\u0026cret\\u003e é",
        "c4n4ry \\u0022of\\\\ the/\\u003Cs\\u0026cret\\u003E \\u00E9",
        "c4n4ry \\\"of\\\\ the/<s&cret> \\u00e9",
        Uri.EscapeDataString(Canary),
        Uri.EscapeDataString(Canary).Replace("%20", "+", StringComparison.Ordinal),
        Uri.EscapeDataString(Canary).Replace("%2F", "/", StringComparison.Ordinal),
        System.Net.WebUtility.UrlEncode(Canary),
        Base64(Canary),
        Base64(Canary).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    [Theory]
    [MemberData(nameof(Printed))]
    public void Mask_SecretAsProgramsPrintIt_ShowsItsNameAlone(string printed)
    {
        masks.TryAdd("s", Canary);

        masks.Mask($"[{printed}]").ShouldBe("[<secret s>]");
    }

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("us")]
    [InlineData("user:")]
    public void Mask_Base64OfALargerText_HidesTheSecretInIt(string before)
    {
        masks.TryAdd("s", "hunter2-and-more");

        var masked = masks.Mask(Base64($"{before}hunter2-and-more; then other things"));

        var around = masked.Split("<secret s>");
        around.Length.ShouldBe(2);

        // At each end one character, of six bits, may be shared with what is beside the secret, and a group may be padded.
        around[0].Length.ShouldBeLessThanOrEqualTo((before.Length * 8 / 6) + 1);
        around[1].Length.ShouldBeLessThanOrEqualTo(("; then other things".Length * 8 / 6) + 3);
    }

    [Fact]
    public void Mask_WrappedBase64_HidesEveryLine()
    {
        var value = string.Concat(Enumerable.Range(0, 60).Select(i => $"key{i}-"));
        masks.TryAdd("s", value);
        var wrapped = string.Join('\n', Base64(value).Chunk(76).Select(l => new string(l)));

        masks.Mask(wrapped).Split('\n').ShouldAllBe(l => l.StartsWith("<secret s>") && l.Length < 15);
    }

    [Fact]
    public void Mask_LinesOfASecret_AreHiddenEachForItself()
    {
        masks.TryAdd("pem", "-----BEGIN-----\r\nline-one\n    \nabc\nline-two\n");

        masks.Mask("x line-two y line-one\nabc    z").ShouldBe("x <secret pem> y <secret pem>\nabc    z");
    }

    [Fact]
    public void Mask_ShortValues_StayAsTheyAre()
    {
        masks.TryAdd("s", "abc").ShouldBeTrue();

        masks.Mask("abc abc").ShouldBe("abc abc");
        masks.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Mask_WhatIsMasked_StaysAsItIs()
    {
        masks.TryAdd("password", "password");
        masks.TryAdd("s", "secret");

        var once = masks.Mask("password and secret");

        once.ShouldBe("<secret password> and <secret s>");
        masks.Mask(once).ShouldBe(once);
    }

    [Fact]
    public void TryAdd_MoreThanTheBound_IsRefusedAndTold()
    {
        masks.TryAdd("big", new string('x', SecretMasks.MostBytes + 1)).ShouldBeFalse();
        masks.TryAdd("fits", new string('y', SecretMasks.MostBytes)).ShouldBeTrue();
        masks.TryAdd("late", "another").ShouldBeFalse();
        masks.TryAdd("again", new string('y', SecretMasks.MostBytes)).ShouldBeTrue("it is known already");
    }

    [Fact]
    public void Write_SecretThatBecomesKnownWhileItsBeginningIsHeld_IsMasked()
    {
        masks.TryAdd("other", "hunting");
        var stream = new MaskedStream(masks);
        var all = Encoding.UTF8.GetString(stream.Write("go hunt"u8));
        masks.TryAdd("s", "hunter2");
        all += Encoding.UTF8.GetString(stream.Write("er2 done"u8));
        all += Encoding.UTF8.GetString(stream.Flush());

        all.ShouldBe("go <secret s> done");
    }

    [Fact]
    public void Flush_BeginningOfASecret_ComesOut_AndTheRestIsMasked()
    {
        masks.TryAdd("s", "hunter2");
        var stream = new MaskedStream(masks);
        var all = Encoding.UTF8.GetString(stream.Write("go hunt"u8));
        all += Encoding.UTF8.GetString(stream.Flush());
        all += Encoding.UTF8.GetString(stream.Write("er2 done"u8));
        all += Encoding.UTF8.GetString(stream.Flush());

        all.ShouldBe("go hunt<secret s> done");
    }

    [Fact]
    public void Write_WithoutSecrets_GivesTheSameMemory()
    {
        var chunk = "some output"u8.ToArray();

        new MaskedStream(masks).Write(chunk).Overlaps(chunk, out var offset).ShouldBeTrue();
        offset.ShouldBe(0);
    }

    [Fact]
    public void Mask_Event_HidesDataAndKeepsFields()
    {
        foreach (var word in new[] { "hunter2", "image", "string", "12345", "inputs", "envVars" }) masks.TryAdd("s", word);
        var started = new CallStarted(CallId.Create(), null, "a{hunter2}", "container", "my hunter2", "./hunter2")
        {
            Details = """{"image":"hunter2","inputs":{"hunter2":{"string":"hunter2"},"n":{"number":12345},"o":{"object":{"hunter2":["hunter2",null,true]}},"k":{"secret":["hunter2"]}},"envVars":{"hunter2":"x"}}"""u8.ToArray(),
        };
        var ended = new CallEnded(started.Call, null, "", "op", "main", CallOutcome.Failed)
        {
            Error = new RecordedError("OPS0515", "hunter2", "hunter2/op.yml:1:1", "hunter2", "hunter2", new RecordedError("X", "hunter2", null, null, null, null) { Notes = ["aHVudGVyMg=="] }),
            Outputs = """{"o":{"string":"hunter2"}}"""u8.ToArray(),
        };

        var shown = (CallStarted)masks.Mask(started);
        Encoding.UTF8.GetString(shown.Details.Span).ShouldBe(
            """{"image":"<secret s>","inputs":{"hunter2":{"string":"<secret s>"},"n":{"number":"<secret s>"},"o":{"object":{"<secret s>":["<secret s>",null,true]}},"k":{"secret":["hunter2"]}},"envVars":{"<secret s>":"x"}}""");
        (shown.Path, shown.Name, shown.Op, shown.Kind).ShouldBe(("a{<secret s>}", "my <secret s>", "./<secret s>", "container"));
        var written = Encoding.UTF8.GetString(RunEventJson.Write(masks.Mask(ended)));
        written.ShouldNotContain("hunter2");
        written.ShouldNotContain("aHVu");
        RunEventJson.Read(Encoding.UTF8.GetBytes(written)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public void Mask_Diagnostic_HidesTheLineItPointsAt_AndKeepsThePlace()
    {
        masks.TryAdd("s", "hunter2");
        var source = new SourceText("op.yml", "name: x\ndefault: hunter2\nrun: y\n");
        var diagnostic = new Diagnostic(RunRules.UnreadableEvent, "bad hunter2", new SourceSpan(source, 17, 7)) { Cause = new Diagnostic(RunRules.UnreadableEvent, "deep hunter2") };

        var masked = masks.Mask(diagnostic);

        masked.ToString().ShouldBe("bad <secret s>: deep <secret s>");
        masked.Span!.Value.ToString().ShouldBe("op.yml:2:10");
        masked.Span!.Value.Source.Text.ShouldBe("name: x\n****************\nrun: y\n");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

using System.Runtime.Versioning;
using Operon.Releases.Sdk;
using Operon.Releases.Secrets;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Sdk;

/// <summary>What functions may return (releases, sections 1.4, 2.5).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ResultTests
{
    [Theory]
    [InlineData("None", null, null)]
    [InlineData("{}", null, null)]
    [InlineData("{\"other\": 1}", null, null)]
    [InlineData("{\"done\": {}}", null, null)]
    [InlineData("{\"done\": None}", null, null)]
    [InlineData("outputs(a=1)", null, null)]
    [InlineData("done()", "{}", 0)]
    [InlineData("done(outputs={\"a\": (1, None)}, watch=[\"src/\"])", "{\"a\":[1,null]}", 1)]
    [InlineData("done(output={\"a\": 1})", "{\"a\":1}", 0)]
    [InlineData("{\"done\": {\"outputs\": {\"a\": 1.0}, \"more\": 2}}", "{\"a\":1}", null)]
    [InlineData("struct(done=struct(outputs={\"a\": 1}))", "{\"a\":1}", null)]
    public async Task Call_OfWhatIsAResult_IsDone(string result, string? outputs, int? watched)
    {
        using var checkout = new Checkout();
        var called = (await checkout.CallAsync($"def f():\n    return {result}\n\ntask(f, \"t\")\n")).Value.ShouldBeOfType<FunctionResult.Done>();
        called.Outputs?.ToString().ShouldBe(outputs);
        (called.WatchFiles is { } files ? (int?)files.Length : null).ShouldBe(watched);
        (called.Outputs is null).ShouldBe(outputs is null);
        (called.WatchFiles is null).ShouldBe(watched is null);
    }

    [Theory]
    [InlineData("\"text\"", "text")]
    [InlineData("[1]", "[1]")]
    [InlineData("5", "5")]
    [InlineData("{\"done\": [1]}", "done")]
    [InlineData("{\"done\": {\"outputs\": [1]}}", "outputs")]
    [InlineData("{\"done\": {\"tags\": \"v1\"}}", "tags")]
    [InlineData("{\"done\": {\"watch\": [1]}}", "watch")]
    [InlineData("{\"next\": {}}", "next")]
    [InlineData("{\"next\": {\"fn\": {\"name\": \"f\", \"pos\": \"p.ocu.star:9:9\"}}}", "p.ocu.star:9:9")]
    [InlineData("{1: 2}", "f")]
    [InlineData("{\"done\": {\"outputs\": {\"f\": len}}}", "cannot be stored")]
    [InlineData("done(outputs={\"f\": f})", "output \"f\"")]
    [InlineData("done(outputs=[1])", "outputs")]
    [InlineData("done(tags=[\"two words\"])", "two words")]
    [InlineData("done(tags=[\"r12\"])", "r12")]
    [InlineData("{\"done\": {\"tags\": [\"a/b\"]}}", "a/b")]
    [InlineData("done(tags=[1])", "tags")]
    [InlineData("next(len)", "len")]
    [InlineData("next(lambda: done())", "lambda")]
    [InlineData("next(g, inputs={\"z\": 1})", "'z'")]
    [InlineData("next(h, inputs={\"not a name\": 1})", "not a name")]
    public async Task Call_OfWhatIsNoResult_Fails(string result, string said)
    {
        using var checkout = new Checkout();
        var failure = await checkout.FailureAsync($"def f():\n    return {result}\n\ndef g(a=1):\n    pass\n\ndef h(ctx):\n    pass\n\ntask(f, \"t\")\n");
        failure.Message.ShouldContain(said);
        failure.Code.ShouldStartWith("REL03");
        failure.Span.ShouldNotBeNull();
    }

    [Fact]
    public async Task Call_OfNext_NamesTheFunctionAndItsInputs()
    {
        using var checkout = new Checkout();
        var next = (await checkout.CallAsync("""
            def f():
                return next(g, inputs={"environment": {"name": "e"}, "r": ref("./custom/x"), "d": input(default=2), "n": None})

            def g(environment, r, d, n):
                pass

            task(f, "t")
            """)).Value.ShouldBeOfType<FunctionResult.Next>();
        next.Function.ShouldBe(new FunctionIdentity("g", "p.ocu.star:4:1"));
        next.Inputs.ToString().ShouldBe("""{"d":{"value":2},"environment":{"value":{"name":"e"}},"n":{},"r":{"ref":"acme/demo/-/p.ocu.star/@r1/custom/x"}}""");
    }

    [Fact]
    public async Task Call_WithASecretInAnOutput_IsRefusedUnlessDeclared()
    {
        const string Code = "def f():\n    s = secret(\"hunter22\")\n    return done(outputs={\"o\": {\"deep\": [\"x\" + s]}, \"p\": 1}MORE)\n\ntask(f, \"t\")\n";
        using var checkout = new Checkout();
        var failure = await checkout.FailureAsync(Code.Replace("MORE", "", StringComparison.Ordinal));
        failure.Rule.ShouldBe(SdkRules.SecretOutput);
        failure.Message.ShouldContain("'o'");
        Checkout.Shown(failure).ShouldNotContain("hunter22");

        checkout.Variables[SecretVault.KeyVariable] = Convert.ToBase64String(new byte[32]);
        var done = (await checkout.CallAsync(Code.Replace("MORE", ", secret_outputs=[\"o\"]", StringComparison.Ordinal))).Value.ShouldBeOfType<FunctionResult.Done>();
        done.SecretOutputs.ShouldBe(["o"]);
        SecretVault.IsSealed(done.Outputs!["o"]!).ShouldBeTrue();
        done.Outputs["p"]!.ToString().ShouldBe("1");
    }
}

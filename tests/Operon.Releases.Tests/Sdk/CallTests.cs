using System.Runtime.Versioning;
using Operon.Releases.Sdk;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Sdk;

/// <summary>How functions of tasks are called (releases, sections 2.5, 11.3).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CallTests
{
    private static readonly JsonObject Size = new(("size", 3));

    [Theory]
    [InlineData("def f(ctx):", "hasattr(ctx, \"inputs\")", "", "false")]
    [InlineData("def f(ctx):", "ctx.inputs.size", "\"size\": 3", "3")]
    [InlineData("def f(ctx, extra=7):", "[ctx.inputs.size, extra]", "\"size\": 3", "[3,7]")]
    [InlineData("def f(ctx=None):", "type(ctx)", "", "\"struct\"")]
    [InlineData("def f(size):", "size", "\"size\": 3", "3")]
    [InlineData("def f(size=5, other=6):", "[size, other]", "\"size\": 3", "[3,6]")]
    [InlineData("def f(*, size):", "size", "\"size\": 3", "3")]
    public async Task Call_InEitherStyle_GetsItsInputs(string head, string value, string inputs, string expected)
    {
        using var checkout = new Checkout();
        var outputs = await checkout.OutputsAsync($"{head}\n    return done(outputs={{\"v\": {value}}})\n\ntask(f, \"t\", inputs={{{inputs}}})\n", inputs.Length > 0 ? Size : null);
        outputs!["v"]!.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task Call_OfDown_GetsTheInputsThatItNames()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", """
            def up(environment, size):
                return done()

            def down(environment):
                return done(outputs={"e": environment})

            deploy(environment=environment("e"), up=up, down=down, inputs={"size": 3})
            """).Read());
        var inputs = Size.With("environment", new JsonObject(("name", "e")));
        var down = await package.Begin().CallAsync(package.Tasks.Single().Down!, inputs, namedOnly: true, null, CancellationToken.None);
        down.Value.ShouldBeOfType<FunctionResult.Done>().Outputs!["e"]!["name"]!.AsText.ShouldBe("e");
        (await package.Begin().CallAsync(package.Tasks.Single().Down!, inputs, namedOnly: false, null, CancellationToken.None)).Error!.Rule.ShouldBe(SdkRules.BadParameters);
    }

    [Fact]
    public async Task Call_OfFunctionsOfOneRun_ShareGlobalsThatNoOtherRunSees()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", """
            seen = []

            def f(at=[]):
                seen.append(1)
                at.append(1)
                return done(outputs={"n": [len(seen), len(at)]})

            task(f, "t")
            """).Read());
        var (first, second) = (package.Begin(), package.Begin());
        (await Seen(first)).ShouldBe("[1,1]");
        (await Seen(first)).ShouldBe("[2,2]");
        (await Seen(second)).ShouldBe("[1,1]");

        async Task<string> Seen(PackageRun run) =>
            (await run.CallAsync(package.Tasks.Single().Function, JsonObject.Empty, namedOnly: false, null, CancellationToken.None)).Value.ShouldBeOfType<FunctionResult.Done>().Outputs!["n"]!.ToString();
    }

    [Fact]
    public async Task Call_OfManyRunsAtOnce_KeepsTheirLinesApart()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", """
            count = {"n": 0}

            def f(i):
                for j in range(20):
                    count["n"] += 1
                    print(i, count["n"])
                shell("echo shell {}".format(i))
                return done(outputs={"n": count["n"]})

            task(f, "t", inputs={"i": 0})
            """).Read());
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            var lines = new List<string>();
            var result = await package.Begin().CallAsync(package.Tasks.Single().Function, new JsonObject(("i", i)), namedOnly: false, l => lines.Add(l.Message), CancellationToken.None);
            result.Value.ShouldBeOfType<FunctionResult.Done>().Outputs!.ToString().ShouldBe("{\"n\":20}");
            lines.ShouldBe([.. Enumerable.Range(1, 20).Select(n => $"{i} {n}"), $"shell {i}"]);
        }));
    }

    [Fact]
    public async Task Call_ThatPrints_LogsTheUsersLine()
    {
        using var checkout = new Checkout();
        await checkout.With("lib.star", "def say(x):\n    print(x)\n").CallAsync("load(\"lib.star\", \"say\")\n\ndef f():\n    say(secret(\"hunter22\") + \" is\")\n    shell(\"echo two\")\n\ntask(f, \"t\")\n");
        checkout.Lines.Select(l => (l.Message, l.File, l.Line, l.Thread)).ShouldBe([("<secret> is", "lib.star", 2, "f"), ("two", "p.ocu.star", 5, "f")]);
        var line = checkout.Lines[0].ToJson();
        line["message"]!.AsText.ShouldBe("<secret> is");
        line["attributes"]!.ToString().ShouldBe("""{"col":"10","filename":"lib.star","line":"2","thread":"f"}""");
        DateTimeOffset.Parse(line["timestamp"]!.AsText!, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(checkout.Lines[0].Time);
    }

    [Fact]
    public async Task Call_ThatNeverEnds_IsCancelled()
    {
        using var checkout = new Checkout();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() => checkout.CallAsync("def f():\n    for i in range(1 << 62):\n        pass\n\ntask(f, \"t\")\n", cancellation: soon.Token));
    }

    [Fact]
    public async Task Call_ThatFails_ShowsTheLineAndTheUsersCalls()
    {
        using var checkout = new Checkout();
        var failure = await checkout.With("lib.star", "def deep(x):\n    return x[5]\n").FailureAsync("load(\"lib.star\", \"deep\")\n\ndef f():\n    deep([1])\n\ntask(f, \"t\")\n");
        var shown = Checkout.Shown(failure);
        shown.ShouldContain("lib.star:2:13: error REL0303: list index 5 out of range");
        shown.ShouldContain("p.ocu.star:4:9: in f");
        shown.ShouldContain("lib.star:2:13: in deep");
    }

    [Fact]
    public async Task DebugBreak_InAFunction_LogsItsVariables()
    {
        using var checkout = new Checkout();
        await checkout.CallAsync("def f():\n    a = 1\n    b = [\"x\"]\n    debug_break()\n    return done()\n\ntask(f, \"t\")\n");
        checkout.Messages.ShouldBe(["debug_break in f at p.ocu.star:4:16", "  a = 1", "  b = [\"x\"]"]);
    }
}

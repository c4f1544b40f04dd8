using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Operon.Content;
using Operon.Engine.Runs;
using Operon.Opspec.Values;
using Operon.Runs.Events;

namespace Operon.Engine.Tests.Runs;

/// <summary>What a run keeps so that it can be compared, and made again, later.</summary>
public sealed class RecordingTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task EveryOpYml_IsKeptOnce_UnderTheDigestThatItsCallsName()
    {
        stage.Op("sub", "serial: []").File("copy/op.yml", await File.ReadAllTextAsync(Path.Combine(stage.Ops, "sub/op.yml")));
        var run = await stage.RunAsync("serial: [{ op: { ref: ../sub } }, { op: { ref: ../sub } }, { op: { ref: ../copy } }, { if: [{ eq: [1, 2] }], op: { ref: ../never } }]");

        run.Error.ShouldBeEmpty();
        var root = Digest.Of(await File.ReadAllBytesAsync(Path.Combine(stage.Ops, "main/op.yml")));
        var sub = Digest.Of(await File.ReadAllBytesAsync(Path.Combine(stage.Ops, "sub/op.yml")));
        run.Started.Where(s => s.Kind == "op").Select(s => s.OpDigest).ShouldBe([root.ToString(), sub.ToString(), sub.ToString(), sub.ToString()]);
        run.Started.ShouldAllBe(s => s.OpCommit == null && (s.Kind == "op" || s.OpDigest == null));
        Kept(run, "ops").ShouldBe([$"sha256-{root.Hex}.yml", $"sha256-{sub.Hex}.yml"], ignoreOrder: true);
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "ops", $"sha256-{sub.Hex}.yml"))).ShouldBe(await File.ReadAllTextAsync(Path.Combine(stage.Ops, "sub/op.yml")));
    }

    [Fact]
    public async Task OpYml_WithASecretInIt_IsKeptWithoutIt_UnderAnotherName()
    {
        var run = await stage.RunAsync("box: [say, x]", "inputs: { s: { string: { isSecret: true, default: written-down } } }");

        var file = Kept(run, "ops").ShouldHaveSingleItem();
        var digest = run.Started.First().OpDigest.ShouldNotBeNull();
        digest.ShouldBe(Digest.Of(await File.ReadAllBytesAsync(Path.Combine(stage.Ops, "main/op.yml"))).ToString());
        file.ShouldBe($"{digest.Replace(':', '-')}.masked.yml");
        (await File.ReadAllTextAsync(Path.Combine(run.Folder, "ops", file))).ShouldContain("default: <secret s>");
    }

    [Fact]
    public async Task OpYml_WithATextThatLaterBecomesASecret_IsKeptWithoutIt()
    {
        stage.Op("take", "serial: []", "inputs: { s: { string: { isSecret: true } } }");
        var run = await stage.RunAsync("op: { ref: ../take, inputs: { s: written-down } }");

        run.Error.ShouldBeEmpty();
        Kept(run, "ops").Select(f => f.EndsWith(".masked.yml", StringComparison.Ordinal)).ShouldBe([true, false], ignoreOrder: true);
        foreach (var file in Directory.EnumerateFiles(run.Folder, "*", SearchOption.AllDirectories)) (await File.ReadAllTextAsync(file)).ShouldNotContain("written-down");
    }

    [Fact]
    public async Task OpYml_ThatCannotBeKept_FailsTheRun()
    {
        await using var run = stage.Op("main", "box: [say, x]").Create("main");
        await File.WriteAllTextAsync(Path.Combine(run.Folder.Path, "ops"), "in the way");

        var result = await run.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        result.Error.ShouldNotBeNull().Rule.ShouldBe(EngineRules.Recording);
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Image_IsNamedByItsDigest_WhenItIsFound()
    {
        var run = await stage.RunAsync("serial: [{ box: [say, x] }, { name: lost, container: { image: { ref: nobody-has-this } } }]");

        var container = run.Started.First(s => s.Kind == "container").Call;
        var resolved = run.Events.Select(e => e.Event).OfType<ImageResolved>().ShouldHaveSingleItem();
        resolved.ShouldBe(new ImageResolved(container, machine.Images.List().Value.Single().Digest.ToString()));
    }

    [Fact]
    public async Task Paths_AreNoTwoAlike_AndThoseOfNamesDoNotMove()
    {
        var run = await stage.RunAsync("""
            serial:
              - { name: build, serial: [] }
              - { serial: [] }
              - { name: build, serialLoop: { range: [1, 2], run: { serial: [] } } }
              - { name: build, serial: [{ name: build, serial: [] }] }
              - { name: a/b, serial: [] }
              - { name: build#2, serial: [] }
              - { name: deploy, parallelLoop: { range: { eu: 1, "a/b": 2, "a%2Fb": 3, "x}{y": 4, "": 5 }, run: { parallelLoop: { range: { z: 1 }, run: { serial: [] } } } } }
            """);

        run.Error.ShouldBeEmpty();
        run.Ended.Select(e => e.Path).ShouldBe(
            [
                "", "serial", "serial/build", "serial/[1]", "serial/build#2", "serial/build#2[0]", "serial/build#2[1]", "serial/build#3", "serial/build#3/build",
                "serial/[4]", "serial/[5]", "serial/deploy", "serial/deploy{eu}", "serial/deploy{a%2Fb}", "serial/deploy{a%252Fb}", "serial/deploy{x%7D%7By}", "serial/deploy{}",
                "serial/deploy{eu}{z}", "serial/deploy{a%2Fb}{z}", "serial/deploy{a%252Fb}{z}", "serial/deploy{x%7D%7By}{z}", "serial/deploy{}{z}",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Iterations_NameTheVariablesOfTheirLoop_AndNobodyElseDoes()
    {
        var run = await stage.RunAsync("""
            serial:
              - serialLoop: { range: { a: [1] }, vars: { index: $(i), key: $(k), value: $(v) }, run: { serial: [{ box: [say] }] } }
              - parallelLoop: { range: [$(./)], vars: { value: $(v) }, run: { op: { ref: ../set, inputs: { v: x } } } }
              - serialLoop: { until: [{ eq: [$(i), 1] }], vars: { index: $(i), value: $(v) }, run: { box: [say, x] } }
              - serialLoop: { range: [$(s)], vars: { value: $(v) }, run: { box: [say, x] } }
              - serialLoop: { range: [1], run: { box: [say, x] } }
            """, "inputs: { s: { string: { isSecret: true, default: hidden } } }");

        run.Error.ShouldBeEmpty();
        Details(run, "serial/[0]{a}").ShouldBe("""{"vars":{"i":{"number":0},"k":{"string":"a"},"v":{"array":[1]}}}""");
        Details(run, "serial/[0]{a}/[0]").ShouldStartWith("""{"image":""");
        Details(run, "serial/[1][0]").ShouldStartWith($$$"""{"vars":{"v":{"dir":"{{{stage.Ops}}}/main"}},"directory":""");
        Details(run, "serial/[1][0]/serial").ShouldBeEmpty();
        Details(run, "serial/[2][0]").ShouldStartWith("""{"vars":{"i":{"number":0}},"image":"busybox",""");
        Details(run, "serial/[3][0]").ShouldStartWith("""{"vars":{"v":{"secret":["s"]}},"image":""");
        Details(run, "serial/[4][0]").ShouldStartWith("""{"image":""");
    }

    [Fact]
    public async Task LargeValues_StandInTheFolderOnce_AndEventsNameThem()
    {
        var large = new string('x', 10 << 20);
        var text = new StringValue(large);
        var list = new ArrayValue([.. Enumerable.Range(0, 5000).Select(i => new NumberValue(i))]);
        stage.Op("main", """
            serial:
              - op: { ref: ../pass, inputs: { v: $(t) }, outputs: { v: $(out) } }
              - serialLoop: { range: [1, 2, 3], run: { serial: [{ box: [say, $(t), short] }] } }
            """, "inputs: { t: { string: {} }, l: { array: {} } }\noutputs: { out: { string: {} }, l: { array: {} } }");
        stage.Op("pass", "serial: []", "inputs: { v: { string: {} } }\noutputs: { v: { string: {} } }");
        var run = await stage.RunOpAsync("main", ImmutableDictionary<string, Value>.Empty.Add("t", text).Add("l", list));

        run.Error.ShouldBeEmpty();
        run.Output("out").ShouldBe(large);
        var digest = Digest.Of(Encoding.UTF8.GetBytes($"\"{large}\""));
        Kept(run, "values").Length.ShouldBe(2);
        new FileInfo(Path.Combine(run.Folder, "values", $"sha256-{digest.Hex}.json")).Length.ShouldBe(large.Length + 2);
        Details(run, "serial/[1][0]/[0]").ShouldContain($$$"""{"cmd":["say",{"large":["string","{{{digest}}}",10485762]},"short"]""".TrimStart('{'));
        Encoding.UTF8.GetString(run.End("").Outputs.Span).ShouldContain($$$"""{"out":{"large":["string","{{{digest}}}",10485762]}""".TrimStart('{'));
        run.Journal.Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public async Task LargeValues_AreMasked_AndStayJson()
    {
        var run = await stage.Op("main", "box: [say, x]", "inputs: { s: { number: { isSecret: true } }, l: { array: {} } }").RunOpAsync("main", ImmutableDictionary<string, Value>.Empty
            .Add("s", new NumberValue(4711815).Marked(SecretNames.Of("s")))
            .Add("l", new ArrayValue([new NumberValue(4711815), new StringValue("of 4711815"), new StringValue(new string('x', KeptContent.LargestValue))])));

        var file = Kept(run, "values").ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(run.Folder, "values", file));
        file.ShouldBe($"sha256-{Digest.Of(bytes).Hex}.json");
        JsonDocument.Parse(bytes).RootElement.EnumerateArray().Take(2).Select(e => e.GetString()).ShouldBe(["<secret s>", "of <secret s>"]);
    }

    [Theory]
    [InlineData("string", KeptContent.LargestValue - 4, false)]
    [InlineData("string", KeptContent.LargestValue, true)]
    public async Task Values_StandInEvents_UpToTheBound(string type, int length, bool isLarge)
    {
        var run = await stage.Op("main", "serial: []", $"inputs: {{ v: {{ {type}: {{}} }} }}").RunOpAsync("main", ImmutableDictionary<string, Value>.Empty.Add("v", new StringValue(new string('x', length))));

        Directory.Exists(Path.Combine(run.Folder, "values")).ShouldBe(isLarge);
        Details(run, "").Contains("large", StringComparison.Ordinal).ShouldBe(isLarge);
    }

    private static string[] Kept(RecordedRun run, string kind) => [.. Directory.EnumerateFiles(Path.Combine(run.Folder, kind)).Select(f => Path.GetFileName(f))];

    private static string Details(RecordedRun run, string path) => Encoding.UTF8.GetString(run.Started.Single(s => s.Path == path).Details.Span);
}

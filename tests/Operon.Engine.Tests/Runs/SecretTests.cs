using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Operon.Containers;
using Operon.Engine.Runs;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Runs;

/// <summary>A secret goes wherever an op can put it, and is found nowhere but in the container.</summary>
public sealed class SecretTests(Machine machine) : IAsyncLifetime
{
    private const string Canary = "c4n4ry-\"va/lue";
    private const string Inputs = "inputs: { s: { string: { isSecret: true } }, o: { object: { isSecret: true, default: { inner: deep-canary } } }, keys: { object: { isSecret: true, default: { deep-canary: 1 } } }, a: { array: { default: [1] } }, code: { array: { isSecret: true, default: ['\\$(deep-canary.x)'] } } }";

    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Secrets_InEveryPlaceOfACall_ReachTheContainerOnly()
    {
        string? seen = null;
        stage.Runtime.Scripts["use"] = async (spec, _, stop) =>
        {
            seen = string.Join('|', spec.Command.Skip(1).Select(w => w.ToString())) + spec.Environment[0].Value;
            foreach (var mount in spec.Mounts)
            {
                mount.Source.ToString().ShouldStartWith(stage.Memory);
                seen += await File.ReadAllTextAsync(mount.Source.ToString(), stop);
            }

            return new ContainerExit(0, WasStopped: false);
        };
        stage.Op("inner", """
            name: of $(s)
            container:
              image: { ref: busybox }
              cmd: [use, $(s), "a $(s)", "$(o.inner)"]
              envVars: { S: $(s) }
              files: { /whole: $(s), /part: "in $(s)", /object: $(o) }
            """, Inputs + "\noutputs: { s: { string: {} }, o: { object: {} } }");
        var run = await RunAsync("""
            serial:
              - op: { ref: ../inner, inputs: { s: $(s), o: $(o) }, outputs: { o: } }
              - parallelLoop: { range: [$(s), { of: $(o) }], vars: { value: $(v) }, run: { op: { ref: ../set, inputs: { v: $(v) }, outputs: { v: } } } }
              - { name: $(o.inner), if: [{ eq: [$(s), $(o.inner)] }], serial: [] }
            """, "\noutputs: { s: { string: {} }, o: { object: {} } }");

        run.Error.ShouldBeEmpty();
        seen.ShouldNotBeNull().Split(Canary).Length.ShouldBeGreaterThanOrEqualTo(6);
        ((StringValue)run.Result.Outputs["s"]).Text.ToString().ShouldBe(Canary);
        run.Output("s").ShouldNotContain(Canary);
    }

    [Theory]
    [InlineData("box: [fail, 1]")]
    [InlineData("{ if: [{ gt: [$(s), 1] }], box: [say, x] }")]
    [InlineData("{ if: [{ gt: [$(o.inner), 1] }], box: [say, x] }")]
    [InlineData("box: [say, $(s/x)]")]
    [InlineData("container: { image: { ref: $(s) } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: $(s) }")]
    [InlineData("container: { image: { ref: busybox }, envVars: $(s) }")]
    [InlineData("container: { image: { ref: busybox }, dirs: { /d: $(s) } }")]
    [InlineData("container: { image: { ref: busybox }, sockets: { /s: $(s) } }")]
    [InlineData("serialLoop: { range: $(s), run: { serial: [] } }")]
    [InlineData("parallelLoop: { range: $(o), run: { box: [fail, 1] } }")]
    [InlineData("op: { ref: $(s) }")]
    [InlineData("op: { ref: ../number, inputs: { v: $(s) } }")]
    [InlineData("op: { ref: ../number, inputs: { v: $(o.inner) } }")]
    [InlineData("op: { ref: ../picky, inputs: { v: $(s) } }")]
    [InlineData("op: { ref: ../picky, inputs: { v: $(o.inner) } }")]
    [InlineData("container: { image: { ref: busybox }, name: $(s), workDir: $(o.inner), cmd: [fail, 1] }")]
    [InlineData("container: { image: { ref: $(o.inner) }, cmd: [say] }")]
    [InlineData("container: { image: { ref: Upper/$(o.inner):1 }, cmd: [say] }")]
    [InlineData("container: { image: { ref: $(./$(o.inner)) }, cmd: [say] }")]
    [InlineData("container: { image: { ref: busybox, pullCreds: { username: $(s), password: $(s) } }, cmd: [fail, 1] }")]
    [InlineData("box: [say, $(o.$(s))]")]
    [InlineData("box: [say, 'x$(o.$(s))']")]
    [InlineData("container: { image: { ref: busybox }, cmd: [say, '$(o[$(s)])'] }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [say, '$(a[$(s)])'] }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [say, '$(a[$(o.inner)])'] }")]
    [InlineData("box: [say, $(./$(s))]")]
    [InlineData("box: [say, $(../$(o.inner)/x)]")]
    [InlineData("box: [say, $($(s))]")]
    [InlineData("box: [say, $($(o.inner).x)]")]
    [InlineData("container: { image: { ref: busybox }, cmd: [say, '$($(o.inner)[)'] }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [say, '$($(o.inner)[0]x)'] }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [fail, 1], files: { /f: $(./$(o.inner)) } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [fail, 1], dirs: { /d: $(./$(o.inner)) } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [fail, 1], dirs: { /d: $(./file/$(o.inner)) } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [fail, 1], dirs: { /d: { $(s): { data: x } } } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [fail, 1], dirs: { /d: { $(s): x } } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [fail, 1], dirs: { /d: $(o) } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [fail, 1], envVars: { $(s): x } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: [fail, 1], envVars: $(o) }")]
    [InlineData("parallelLoop: { range: $(keys), vars: { key: $(k), value: $(v) }, run: { box: [fail, 1] } }")]
    [InlineData("serialLoop: { range: { $(s): 1 }, run: { box: [fail, 1] } }")]
    [InlineData("parallelLoop: { range: [$(s)], vars: { value: $(v) }, run: { op: { ref: ../number, inputs: { v: $(v) } } } }")]
    [InlineData("container: { image: { ref: busybox }, cmd: $(code) }")]
    [InlineData("parallelLoop: { range: $(code), vars: { value: $(v) }, run: { box: [say] } }")]
    [InlineData("op: { ref: $(./$(o.inner)) }")]
    [InlineData("op: { ref: ../default }")]
    [InlineData("op: { ref: ../bounded }")]
    [InlineData("op: { ref: ../file, inputs: { v: $(./$(s)) } }")]
    [InlineData("op: { ref: ../output }")]
    [InlineData("{ if: [{ eq: [$(o.$(s)), 1] }], box: [say, x] }")]
    [InlineData("box: [talk, $(s), $(o.inner)]")]
    [InlineData("{ name: $(o.$(s)), box: [say, x] }")]
    public async Task Failures_DoNotTellSecrets(string body)
    {
        stage.Runtime.Scripts["talk"] = TalkAsync;
        stage.File("main/file", "not a directory");
        stage.Op("default", "serial: []", "inputs: { v: { number: { isSecret: true, default: deep-canary } } }");
        stage.Op("bounded", "serial: []", "inputs: { v: { string: { isSecret: true, default: deep-canary, constraints: { maxLength: 2 } } } }");
        stage.Op("file", "serial: []", "inputs: { v: { file: { isSecret: true } } }");
        stage.Op("output", "let: { v: deep-canary }", "outputs: { v: { number: { isSecret: true } } }");
        stage.Op("number", "serial: []", "inputs: { v: { number: {} } }")
            .Op("picky", "serial: []", "inputs: { v: { string: { constraints: { maxLength: 2, enum: [a, b], pattern: '^x' } } } }");

        _ = await RunAsync("parallel:\n  - " + body);
    }

    [Fact]
    public async Task Failures_OfTaintedReferences_QuoteThemAsWritten()
    {
        (await RunAsync("box: [say, '$(o.$(s))']")).Cause.Message.ShouldBe("the object in 'o.$(s)' has no property '<secret s>'");
        (await RunAsync("box: [say, '$(./$(s))']")).Cause.Message.ShouldBe("'./$(s)' leads to nothing");
        (await RunAsync("box: [say, '$($(s))']")).Cause.Message.ShouldBe("'$(s)' is not in scope");
    }

    [Fact]
    public async Task Started_OfAContainer_NamesTheSecrets()
    {
        var run = await RunAsync("container: { image: { ref: busybox }, cmd: [say, $(s)], name: $(s), workDir: /x/$(o.inner), dirs: { /d: $(./$(o.inner)) }, envVars: { PLAIN: x, S: $(s) } }");

        Encoding.UTF8.GetString(run.Started.Single(s => s.Kind == "container").Details.Span).ShouldBe(
            """{"image":"busybox","cmd":["say",{"secret":["s"]}],"envVars":{"PLAIN":"x","S":{"secret":["s"]}},"mounts":[{"path":"/d","dir":{"secret":["o"]}}],"name":{"secret":["s"]},"workDir":{"secret":["o"]}}""");
        stage.Runtime.Started[0].Names.ShouldBe([Canary]);
        stage.Runtime.Started[0].WorkingDirectory.ShouldBe("/x/deep-canary");
    }

    [Fact]
    public async Task Output_OfAContainer_IsMasked_AndTheRestStays()
    {
        stage.Runtime.Scripts["talk"] = TalkAsync;
        var run = await RunAsync("box: [talk, $(s), $(o.inner)]");

        var output = string.Concat(Directory.EnumerateFiles(Path.Combine(run.Folder, "output")).Where(f => f.EndsWith("stdout", StringComparison.Ordinal)).Select(File.ReadAllText));
        output.ShouldBe("<secret s>|<secret o>|<secret s>|<secret s>|<secret s>|<secret s>|\nend");
        run.Error.ShouldContain("nonzero container exit code: 3");
        run.Cause.Notes.ShouldContain(n => n.Contains("bad <secret s>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecretsLearnedFromFilesJsonAndOutputs_AreMasked()
    {
        stage.File("main/key", "first line of c4n4ry\nsecond line of deep-canary\n").File("main/json", "{\"a\": [\"json-deep-canary-leaf\"]}");
        stage.Runtime.Scripts["talk"] = async (_, output, _) =>
        {
            await output.WriteAsync(ContainerStream.Output, "second line of deep-canary|json-deep-canary-leaf|made-c4n4ry"u8.ToArray());
            return new ContainerExit(0, WasStopped: false);
        };
        stage.Op("login", "let: { token: made-$(x) }", "inputs: { x: { string: {} } }\noutputs: { token: { string: { isSecret: true } } }");
        stage.Op("take", "serial: []", "inputs: { f: { file: { isSecret: true } }, j: { file: { isSecret: true } } }");
        var run = await RunAsync("""
            serial:
              - op: { ref: ../take, inputs: { f: $(./key), j: $(./json) } }
              - op: { ref: ../login, inputs: { x: $(part) }, outputs: { token: } }
              - box: [talk]
            """, "\n", part: "c4n4ry");

        run.Error.ShouldBeEmpty();
        string.Concat(Directory.EnumerateFiles(Path.Combine(run.Folder, "output")).Select(File.ReadAllText)).ShouldBe("<secret f>|<secret j>|<secret token>");
    }

    [Fact]
    public async Task SealedFile_HoldsWhatEventsDoNotTell_ForItsOwnerAlone()
    {
        var run = await RunAsync("box: [say, x]");

        var path = Path.Combine(run.Folder, SealedInputs.FileName);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(path)).ShouldBe("""{"code":{"array":["$(deep-canary.x)"]},"keys":{"object":{"deep-canary":1}},"o":{"object":{"inner":"deep-canary"}},"s":{"string":"c4n4ry-\"va/lue"}}""");
    }

    [Fact]
    public async Task RunWithoutSecrets_HasNoSealedFile_AndNoFolderInMemory()
    {
        var run = await stage.RunAsync("box: [say, x]", "inputs: { x: { string: { default: plain } } }");

        File.Exists(Path.Combine(run.Folder, SealedInputs.FileName)).ShouldBeFalse();
        Directory.Exists(stage.Memory).ShouldBeFalse();
    }

    [Fact]
    public async Task SecretFiles_InMemoryThatSomebodyElseCanReach_AreRefused()
    {
        Directory.CreateDirectory(stage.Memory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var run = await RunAsync("container: { image: { ref: busybox }, cmd: [say], files: { /f: $(s) } }");

        run.Cause.Rule.ShouldBe(Host.HostRules.NotPrivate);
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecretTooLargeToBeMasked_IsTold()
    {
        var secret = new StringValue(new string('x', 100_000)).Marked(SecretNames.Of("s"));
        _ = await stage.Op("main", "box: [say, x]", "inputs: { s: { string: { isSecret: true } } }").RunOpAsync("main", ImmutableDictionary<string, Value>.Empty.Add("s", secret));

        stage.Warnings.ShouldHaveSingleItem().Rule.ShouldBe(EngineRules.NotMasked);
    }

    // Says its words plain, in parts, in base64, in JSON and in a URL.
    private static async Task<Result<ContainerExit>> TalkAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        var (secret, inner) = (spec.Command[1].ToString(), spec.Command[2].ToString());
        string[] chunks =
        [
            secret[..3], secret[3..], "|", inner[..1], inner[1..], "|",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), "|",
            JsonEncodedText.Encode(secret).ToString(), "|",
            secret.Replace("\"", "\\\"", StringComparison.Ordinal), "|",
            Uri.EscapeDataString(secret), "|\nend",
        ];
        foreach (var chunk in chunks)
        {
            await output.WriteAsync(ContainerStream.Output, Encoding.UTF8.GetBytes(chunk));
            await output.WriteAsync(ContainerStream.Error, Encoding.UTF8.GetBytes("bad " + chunk));
        }

        await output.WriteAsync(ContainerStream.Error, Encoding.UTF8.GetBytes($"\nbad {secret}\n"));
        return new ContainerExit(3, WasStopped: false);
    }

    private async Task<RecordedRun> RunAsync(string body, string outputs = "", string? part = null)
    {
        var secret = new StringValue(Canary).Marked(SecretNames.Of("s"));
        var inputs = ImmutableDictionary<string, Value>.Empty.Add("s", secret);
        if (part is not null) inputs = inputs.Add("part", new StringValue(part));
        var run = await stage.Op("main", body, (part is null ? Inputs : Inputs[..^2] + ", part: { string: {} } }") + outputs).RunOpAsync("main", inputs);
        var told = new StringWriter();
        told.WriteLine(run.Journal);
        var renderer = new DiagnosticRenderer(told);
        if (run.Result.Error is { } error) renderer.Write(error);
        foreach (var warning in stage.Warnings) renderer.Write(warning);
        foreach (var file in Directory.EnumerateFiles(run.Folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) is not (SealedInputs.FileName or "lock")) told.WriteLine(await File.ReadAllTextAsync(file));
        }

        foreach (var word in new[] { "c4n4ry", "deep-canary" })
        {
            if (word == part) continue;
            told.ToString().ShouldNotContain(word, Case.Insensitive);
            told.ToString().ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(word))[..6]);
        }

        return run;
    }
}

using System.Collections.Immutable;
using System.Text;
using Operon.Containers;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text;

namespace Operon.Engine.Tests.Runs;

/// <summary>A secret goes wherever an op can put it, and is found nowhere but in the container.</summary>
public sealed class SecretTests(Machine machine) : IAsyncLifetime
{
    private const string Canary = "c4n4ry-\"va/lue";
    private const string Inputs = "inputs: { s: { string: { isSecret: true } }, o: { object: { isSecret: true, default: { inner: deep-canary } } } }";

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
    public async Task Failures_DoNotTellSecrets(string body)
    {
        stage.Op("number", "serial: []", "inputs: { v: { number: {} } }")
            .Op("picky", "serial: []", "inputs: { v: { string: { constraints: { maxLength: 2, enum: [a, b], pattern: '^x' } } } }");

        _ = await RunAsync("parallel:\n  - " + body);
    }

    private async Task<RecordedRun> RunAsync(string body, string outputs = "")
    {
        var secret = new StringValue(Canary).Marked(SecretNames.Of("s"));
        var run = await stage.Op("main", body, Inputs + outputs).RunOpAsync("main", ImmutableDictionary<string, Value>.Empty.Add("s", secret));
        var told = run.Journal + run.Error + string.Concat(run.Result.Error?.RootCause.Notes ?? []) + run.Result.Error?.RootCause.Expected + run.Result.Error?.RootCause.Fix + string.Concat(stage.Warnings);
        foreach (var word in new[] { "c4n4ry", "deep-canary" })
        {
            told.ShouldNotContain(word);
            told.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(word))[..6]);
        }

        return run;
    }
}

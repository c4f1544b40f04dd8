using System.Text.Json;
using Operon.Cli.Arguments;
using Operon.Journal;
using Operon.Runs.Events;

namespace Operon.Cli.Tests.Commands;

public sealed class RunsRetryCommandTests : IDisposable
{
    private const string Secret = "s3cret-of-the-first";
    private readonly WorkingDirectory directory = new();

    public RunsRetryCommandTests()
    {
        directory.Write("op/op.yml", """
            name: op
            inputs:
              text: { string: {} }
              count: { number: {} }
              flag: { boolean: {} }
              list: { array: {} }
              map: { object: {} }
              where: { dir: {} }
              what: { file: {} }
              token: { string: { isSecret: true, default: other-secret } }
              big: { string: { default: small } }
            run: { serial: [] }
            """);
        directory.Write("where/file", "content");
    }

    private string Runs => Path.Combine(directory.Path, ".local/share/operon/runs");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Retry_OfARun_HasItsInputsAndNamesIt()
    {
        (await RunAsync()).ShouldBe(0, directory.Errors);
        var first = await LastAsync();

        (await directory.RunAsync("runs", "retry", "last")).ShouldBe(0, directory.Errors);

        var second = await LastAsync();
        second.GetProperty("inputs").GetRawText().ShouldBe(first.GetProperty("inputs").GetRawText());
        second.GetProperty("retryOf").GetString().ShouldBe(first.GetProperty("run").GetProperty("id").GetString());
        first.TryGetProperty("retryOf", out _).ShouldBeFalse();
        foreach (var run in Directory.GetDirectories(Runs)) File.ReadAllText(Path.Combine(run, "sealed")).ShouldContain(Secret);
        (await directory.RunAsync("runs", "show", "last")).ShouldBe(0);
        directory.Output.ShouldContain($"\nretry of {first.GetProperty("run").GetProperty("id").GetString()}\n");
    }

    [Fact]
    public async Task Retry_WithAnArgument_HasThatInsteadOfTheRecordedOne()
    {
        (await RunAsync()).ShouldBe(0, directory.Errors);
        directory.Variables["text"] = "from the environment";

        (await directory.RunAsync("runs", "retry", "last", "-a", "count=8")).ShouldBe(0, directory.Errors);

        var inputs = (await LastAsync()).GetProperty("inputs");
        inputs.GetProperty("count").GetRawText().ShouldContain("8");
        inputs.GetProperty("text").GetProperty("string").GetString().ShouldBe("a: \"b\"\n\u007f<é>");
    }

    [Fact]
    public async Task Retry_OfARunWithOptions_HasThemUnlessOthersAreGiven()
    {
        (await RunAsync("--memory", "1g", "--cpus=0.5", "--pids", "64", "--max-containers", "3", "--open-ports", "--privileged")).ShouldBe(0, directory.Errors);
        var first = Options();

        (await directory.RunAsync("runs", "retry", "last")).ShouldBe(0, directory.Errors);
        Options().ShouldBe(first);
        first.ShouldBe("""{"cpus":0.5,"maxContainers":3,"memory":1073741824,"openPorts":true,"pids":64,"privileged":"all"}""");

        (await directory.RunAsync("runs", "retry", "last", "--memory", "2g", "--privileged=false", "--open-ports=false")).ShouldBe(0, directory.Errors);
        Options().ShouldBe("""{"cpus":0.5,"maxContainers":3,"memory":2147483648,"pids":64}""");
    }

    [Fact]
    public async Task Retry_WithoutTheSealedFile_AsksForTheSecretInsteadOfTakingTheDefault()
    {
        (await RunAsync()).ShouldBe(0, directory.Errors);
        File.Delete(Path.Combine(Directory.GetDirectories(Runs).Single(), "sealed"));

        (await directory.RunAsync("runs", "retry", "last")).ShouldBe(1);
        directory.Errors.ShouldContain("CLI0005: input 'token' had a secret value in run");
        directory.Errors.ShouldContain("-a token=VALUE");

        (await directory.RunAsync("runs", "retry", "last", "-a", "token=again-secret")).ShouldBe(0, directory.Errors);
    }

    [Fact]
    public async Task Retry_WhenAFileIsGone_SaysWhichInput()
    {
        (await RunAsync()).ShouldBe(0, directory.Errors);
        File.Delete(Path.Combine(directory.Path, "where/file"));

        (await directory.RunAsync("runs", "retry", "last")).ShouldBe(1);
        directory.Errors.ShouldContain("'what' from run ");
        directory.Errors.ShouldContain("does not exist");
    }

    [Fact]
    public async Task Retry_WhenTheOpIsGone_SaysSo()
    {
        (await RunAsync()).ShouldBe(0, directory.Errors);
        Directory.Delete(Path.Combine(directory.Path, "op"), recursive: true);
        (await directory.RunAsync("runs", "retry", "last")).ShouldBe(1);
        directory.Errors.ShouldContain("no op at ./op");
    }

    [Fact]
    public void Find_OfAFileThatTheRunMade_IsNothing()
    {
        var recorded = new RecordedArguments("run", System.Collections.Immutable.ImmutableDictionary<string, Operon.Text.ByteString>.Empty.Add("made", "/data/scratch/x").Add("given", "/home/x"), [], "/data");
        recorded.Find("made", isPath: true).ShouldBeNull();
        recorded.Find("made", isPath: false)!.Value.ToString().ShouldBe("/data/scratch/x");
        recorded.Find("given", isPath: true)!.Value.ToString().ShouldBe("/home/x");
        recorded.Find("other", isPath: false).ShouldBeNull();
    }

    // The options of the newest run, as its first event tells them.
    private string Options()
    {
        var folder = Directory.GetDirectories(Runs).MaxBy(Directory.GetCreationTimeUtc)!;
        RunFolder.Open(folder, TimeProvider.System).TryGet(out var reader, out _).ShouldBeTrue();
        using (reader)
        {
            RunEventJson.Read(reader!.Read().First().Payload).TryGet(out var first, out _).ShouldBeTrue();
            using var details = JsonDocument.Parse(((CallStarted)first!).Details);
            return details.RootElement.GetProperty("options").GetRawText();
        }
    }

    private Task<int> RunAsync(params string[] options) => directory.RunAsync([
        "run", "op", .. options, "-a", "text=a: \"b\"\n\u007f<é>", "-a", "count=1e21", "-a", "flag=true", "-a", "list=[1, 1e3, 'a: b', null]", "-a", "map={a: {b: [true]}, 'k: x': ''}", "-a", "where=where", "-a", "what=where/file", "-a", $"token={Secret}", "-a", $"big={new string('x', 10_000)}"]);

    private async Task<JsonElement> LastAsync()
    {
        using var other = new WorkingDirectory();
        other.Variables["HOME"] = directory.Path;
        (await other.RunAsync("runs", "show", "last", "--json")).ShouldBe(0, other.Errors);
        using var json = JsonDocument.Parse(other.Output);
        return json.RootElement.Clone();
    }
}

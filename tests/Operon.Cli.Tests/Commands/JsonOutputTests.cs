using System.Text.Json;
using Operon.Testing;

namespace Operon.Cli.Tests.Commands;

/// <summary>What commands print as JSON is as the schemas say that users are given.</summary>
public sealed class JsonOutputTests : IDisposable
{
    private readonly WorkingDirectory directory = new();

    public JsonOutputTests()
    {
        directory.Write("good/op.yml", "name: good\ndescription: fine\ninputs: { who: { string: { default: world } }, token: { string: { isSecret: true, default: hidden-word } } }\nrun: { serial: [] }\n");
        directory.Write("bad/op.yml", "name: bad\nrun: { serial: { } }\nrnu: 3\n");
        directory.Write("odd/op.yml", "name: odd\nrun: { container: { image: { ref: alpine }, cmd: [echo, $(nothing)] } }\n");
    }

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("version.1", 0, "version")]
    [InlineData("ops.1", 1, "ls")]
    [InlineData("ops.1", 0, "ls", "good")]
    [InlineData("validation.1", 0, "op", "validate", "good")]
    [InlineData("validation.1", 1, "op", "validate", "good", "bad", "missing")]
    [InlineData("validation.1", 1, "op", "validate", "--strict", "odd")]
    [InlineData("plan.1", 0, "run", "--plan", "good")]
    [InlineData("runs.1", 0, "runs", "ls")]
    [InlineData("logins.1", 0, "auth", "ls")]
    [InlineData("images.1", 0, "image", "ls")]
    [InlineData("images.1", 0, "image", "prune")]
    public async Task Json_OfACommand_IsAsItsSchemaSays(string schema, int exit, params string[] words)
    {
        (await directory.RunAsync([.. words, "--output", "json"])).ShouldBe(exit, directory.Errors);
        using var shape = JsonShape.Of(schema);
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
    }

    [Fact]
    public async Task Json_OfTheDoctor_IsAsItsSchemaSays()
    {
        await directory.RunAsync("doctor", "--json");
        using var shape = JsonShape.Of("doctor.1");
        shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
    }

    [Fact]
    public async Task Json_OfRuns_IsAsItsSchemaSays()
    {
        (await directory.RunAsync("run", "good", "--output", "ndjson")).ShouldBe(0, directory.Errors);
        using (var line = JsonShape.Of("run-event.1")) directory.Output.TrimEnd('\n').Split('\n').SelectMany(line.Problems).ShouldBeEmpty(directory.Output);
        using var later = new WorkingDirectory();
        later.Variables["HOME"] = directory.Path;
        await later.RunAsync("runs", "show", "last", "--json");
        using (var run = JsonShape.Of("run.1")) run.Problems(later.Output).ShouldBeEmpty(later.Output);
        using var after = new WorkingDirectory();
        after.Variables["HOME"] = directory.Path;
        await after.RunAsync("runs", "ls", "--json");
        using var runs = JsonShape.Of("runs.1");
        runs.Problems(after.Output).ShouldBeEmpty(after.Output);
    }

    [Fact]
    public async Task Validate_AsJson_HasThePlaceAndTheHelpOfAProblem()
    {
        (await directory.RunAsync("op", "validate", "bad", "--json")).ShouldBe(1);
        directory.Errors.ShouldBeEmpty();
        using var json = JsonDocument.Parse(directory.Output);
        json.RootElement.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var problem = json.RootElement.GetProperty("problems").EnumerateArray().First(p => p.GetProperty("message").GetString()!.Contains("rnu", StringComparison.Ordinal));
        (problem.GetProperty("file").GetString(), problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()).ShouldBe(("./bad/op.yml", 3, 1));
        problem.GetProperty("severity").GetString().ShouldBe("error");
        (problem.TryGetProperty("fix", out _) || problem.TryGetProperty("expected", out _)).ShouldBeTrue(directory.Output);
        File.Exists(Path.Combine(Repository.Root, problem.GetProperty("page").GetString()!)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("run", "missing")]
    [InlineData("run", "bad")]
    [InlineData("run", "good", "-a", "nothing=1")]
    public async Task Run_AsJsonThatIsRefused_SaysSoInOneLine(params string[] words)
    {
        (await directory.RunAsync([.. words, "--output", "ndjson"])).ShouldBe(1);
        using var json = JsonDocument.Parse(directory.Output);
        (json.RootElement.GetProperty("type").GetString(), json.RootElement.GetProperty("result").GetString(), json.RootElement.GetProperty("exitCode").GetInt32()).ShouldBe(("result", "refused", 1));
        json.RootElement.GetProperty("errors").GetArrayLength().ShouldBeGreaterThan(0);
        using var shape = JsonShape.Of("run-event.1");
        shape.Problems(directory.Output).ShouldBeEmpty();
        directory.Errors.ShouldContain(json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString()!);
    }

    [Fact]
    public void Schemas_AllHaveTheIdOfTheirName()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "schemas"), "*.1.schema.json"))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            json.RootElement.GetProperty("$id").GetString().ShouldBe($"urn:operon:schema:{Path.GetFileName(file)[..^".schema.json".Length]}");
        }
    }
}

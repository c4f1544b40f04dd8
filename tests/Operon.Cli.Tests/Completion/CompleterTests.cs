using Operon.Cli.Completion;

namespace Operon.Cli.Tests.Completion;

/// <summary>What fits where. How shells show it is seen in shells.</summary>
public sealed class CompleterTests : IDisposable
{
    private const string Breaks = " \t\n\"'><=;|&(:";
    private readonly WorkingDirectory directory = new();

    [Theory]
    [InlineData("ru", "run", "runs")]
    [InlineData("runs l", "ls", "logs")]
    [InlineData("--no-color runs l", "ls", "logs")]
    [InlineData("op v", "validate")]
    [InlineData("run --pl", "--plan")]
    [InlineData("run --plan --pl")]
    [InlineData("run -a x=1 --arg", "--args", "--arg-file")]
    [InlineData("run -a", "-a")]
    [InlineData("runs ls --output ", "json", "text")]
    [InlineData("runs ls --output=", "--output=json", "--output=text")]
    [InlineData("runs logs x --stream o", "out")]
    [InlineData("run --no-progress=", "--no-progress=true", "--no-progress=false")]
    [InlineData("--container-runtime ", "embedded", "docker")]
    [InlineData("starlark run --stage re", "resolve")]
    [InlineData("completion ", "bash", "fish", "pwsh", "zsh")]
    [InlineData("help sco", "scope")]
    [InlineData("help runs lo", "logs")]
    [InlineData("complet", "completion")]
    [InlineData("op create ")]
    [InlineData("run -- --pl")]
    [InlineData("frob ")]
    [InlineData("--frob ru", "run", "runs")]
    public void Complete_OfCommandsAndOptions_OffersThoseThatFit(string line, params string[] expected) => Values(line).ShouldBe(expected, ignoreOrder: true);

    [Fact]
    public void Complete_OfAnOp_OffersNamesAndOtherwisePaths()
    {
        directory.Write(".opspec/build/op.yml", "name: build\ndescription: |\n\n  Builds all.\n  More of it.\n");
        directory.Write(".opspec/deploy/prod/op.yml", "name: prod\n");
        directory.Write(".opspec/deploy/notes.txt", "");
        directory.Write("tools/lint/op.yml", "name: lint\n");
        directory.Write("tools/op.yml", "name: [\n");

        Values("run ").ShouldBe(["build", "deploy/prod"]);
        Values("run deploy/").ShouldBe(["deploy/prod"]);
        Values("run t").ShouldBe(["tools"]);
        Values("run tools/").ShouldBe(["tools/lint"]);
        Values("run ./").ShouldBe(["./tools"]);
        Values($"run {directory.Path}/.o").ShouldBe([$"{directory.Path}/.opspec/"]);
        Values("op validate build ").ShouldBe(["deploy/prod"]);
        Values("ls d").ShouldBe(["deploy/prod"]);
        Found("run b").ShouldBe([new Candidate("build", "Builds all.")]);
    }

    [Fact]
    public void Complete_OfAnInput_OffersThoseThatAreMissingFirst_AndWhatFitsThem()
    {
        directory.Write("src/a.txt", "");
        directory.Write("op.yml", """
            name: test
            inputs:
              where: { dir: { default: . } }
              what: { file: {} }
              level: { description: "How\nmuch", string: { constraints: { enum: [low, high, "3"] } } }
              sure: { boolean: {} }
              token: { string: { isSecret: true, constraints: { enum: [never, shown] } } }
              free: { object: {} }
            """);

        Values("run . -a ").ShouldBe(["what=", "level=", "sure=", "token=", "free=", "where="]);
        Values("run . -a what=x -a sure=true -a ").ShouldBe(["level=", "token=", "free=", "where="]);
        Values("run . -a level=").ShouldBe(["level=low", "level=high", "level=3"]);
        Values("run . -asu").ShouldBe(["-asure="]);
        Values("run . -a=su").ShouldBe(["-a=sure="]);
        Values("run . --args=sure=").ShouldBe(["--args=sure=true", "--args=sure=false"]);
        Values("run . -a where=").ShouldBe(["where=src/"]);
        Values("run . -a what=src/").ShouldBe(["what=src/a.txt"]);
        Values("run . -a token=").ShouldBeEmpty();
        Values("run . -a none=").ShouldBeEmpty();
        Values("run nowhere -a ").ShouldBeEmpty();
        Values("run -a ").ShouldBeEmpty();
        Found("run . -a l").ShouldBe([new Candidate("level=", "string, required: How", IsWhole: false)]);
    }

    [Fact]
    public async Task Complete_OfARun_OffersTheNewestFirst()
    {
        directory.Write("op.yml", "name: test\nrun: { serial: [ { name: one, serial: [] }, { name: two, serial: [] } ] }\n");
        (await directory.RunAsync("run", ".")).ShouldBe(0);

        // One that was copied in counts like others.
        var first = Directory.EnumerateDirectories(Path.Combine(directory.Path, ".local/share/operon/runs")).Single();
        var second = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(first)!, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var file in Directory.EnumerateFiles(first)) File.Copy(file, Path.Combine(second, Path.GetFileName(file)));
        Directory.SetLastWriteTimeUtc(first, DateTime.UnixEpoch);
        var runs = Directory.EnumerateDirectories(Path.Combine(directory.Path, ".local/share/operon/runs")).OrderByDescending(Directory.GetLastWriteTimeUtc).Select(f => Path.GetFileName(f)[..8]).ToList();

        Values("runs logs ").ShouldBe([.. runs, "last"]);
        Values("runs show " + runs[1]).ShouldBe([runs[1]]);
        Values("runs rm " + runs[0] + " ").ShouldBe([runs[1]]);
        Values("runs kill ").ShouldBeEmpty();
        Values("op kill ").ShouldBeEmpty();
        Values("--data-dir nowhere runs show ").ShouldBeEmpty();
        Values("runs logs last --call ").ShouldBe(["serial", "serial/one", "serial/two"]);
        Found("runs show " + runs[1])[0].Description.ShouldStartWith("., succeeded, ");
    }

    [Fact]
    public void Complete_OfMoreThanAnybodyReads_IsBounded()
    {
        foreach (var i in Enumerable.Range(0, 3000)) directory.Write($".opspec/op{i}/op.yml", "name: op\n");
        foreach (var i in Enumerable.Range(0, 3000)) Directory.CreateDirectory(Path.Combine(directory.Path, $".local/share/operon/runs/{Guid.NewGuid():N}"));

        Values("run ").Length.ShouldBeInRange(1, 2000);
        Values("run op299").ShouldContain("op2999");
        Values("runs show ").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("run .opspec/")]
    [InlineData("run /proc/1/root/")]
    [InlineData("run -a")]
    [InlineData("run \0")]
    [InlineData("run \0 -a ")]
    [InlineData("runs show /proc/self/mem/")]
    [InlineData("runs logs \0 --call ")]
    [InlineData("--data-dir /dev/null runs show ")]
    [InlineData("--data-dir \0 image rm ")]
    [InlineData("--data-dir")]
    [InlineData("help help help ")]
    [InlineData("image load ~/")]
    public async Task Complete_OfWhatCannotBe_SaysNothing(string line)
    {
        (await directory.RunAsync(["complete", "zsh", "--", .. line.Split(' ')])).ShouldBe(0);
        directory.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("operon run build -a level=", "part\nlevel=\n", "level")]
    [InlineData("operon run build -a level=l", "whole\nlow\n", "l")]
    [InlineData("operon run build -a 'level=l", "whole\nlevel=low\n", "")]
    [InlineData("operon", "", "")]
    [InlineData("", "", "")]
    public async Task Complete_ForBash_GivesThePartThatBashReplaces(string line, string expected, string part)
    {
        directory.Write(".opspec/build/op.yml", "name: build\ninputs: { level: { string: { constraints: { enum: [low, high] } } } }\n");
        (await directory.RunAsync("complete", "bash", line.EndsWith('=') ? line[..^1] : line, Breaks)).ShouldBe(0);
        directory.Output.ShouldBe(expected);
        expected.Split('\n').Skip(1).Where(l => l.Length > 0).ShouldAllBe(l => l.StartsWith(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Complete_ForPowerShell_TakesEmptyWords()
    {
        directory.Write(".opspec/build/op.yml", "name: build\ndescription: Builds\n");
        (await directory.RunAsync("complete", "pwsh", "--", ":run", ":")).ShouldBe(0);
        directory.Output.ShouldBe("build\tBuilds\n");
    }

    [Theory]
    [InlineData("bash", "operon")]
    [InlineData("zsh", "operon")]
    [InlineData("fish", "opctl")]
    [InlineData("pwsh", "my-operon")]
    public async Task Completion_UnderAName_PrintsTheScriptForIt(string shell, string name)
    {
        using var named = new WorkingDirectory(name: name);
        (await named.RunAsync("completion", shell)).ShouldBe(0);
        named.Output.ShouldContain($"{name}");
        named.Output.ShouldNotContain("@NAME@");
        named.Output.ShouldNotContain("@WORD@");
        named.Output.Count(c => c == '{').ShouldBe(named.Output.Count(c => c == '}'));
    }

    public void Dispose() => directory.Dispose();

    private string[] Values(string line) => [.. Found(line).Select(c => c.Value)];

    private Candidate[] Found(string line)
    {
        directory.Variables["HOME"] = directory.Path;
        var words = line.Split(' ');
        return [.. Completer.Complete(words[..^1], words[^1], new CompletionContext(directory.Surroundings, IsDescribed: true, new Deadline(TimeProvider.System, TimeSpan.FromMinutes(1))))];
    }
}

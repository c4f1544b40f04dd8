using System.Text.RegularExpressions;
using Operon.Testing;
using YamlDotNet.RepresentationModel;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>What <c>init</c> writes works.</summary>
public sealed class InitCommandTests : IDisposable
{
    private readonly ReleaseDirectory directory = new();

    public static TheoryData<string, string> Systems => new()
    {
        { "github", ".github/workflows/release.yml" },
        { "gitlab", ".gitlab-ci.yml" },
        { "jenkins", "Jenkinsfile" },
        { "circleci", ".circleci/config.yml" },
        { "buildkite", ".buildkite/pipeline.yml" },
    };

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("git")]
    [InlineData("folder")]
    public async Task RepoAndRelease_ThatWereWritten_AreLintedAndReleased(string store)
    {
        File.Delete(Path.Combine(directory.Path, "repo.ocu.star"));
        (await directory.RunAsync("init", "repo", "--store", store, "--alias", "my \"shop\"")).ShouldBe(0, directory.Errors);
        (await File.ReadAllTextAsync(Path.Combine(directory.Path, "repo.ocu.star"), TestContext.Current.CancellationToken)).ShouldContain("""repo_alias("my \"shop\"")""");
        (await directory.RunAsync("init", "repo", "--store", store, "--alias", "shop", "--force")).ShouldBe(0, directory.Errors);
        directory.Write(".gitignore", "/.store/\n");
        (await directory.RunAsync("init", "release")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldStartWith("wrote release.ocu.star\nwrote environments.ocu.star\n");
        directory.Commit(1);
        foreach (var file in (string[])["release.ocu.star", "environments.ocu.star"]) (await directory.RunAsync("release", "lint", file)).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("release", "new", "environments.ocu.star")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("release", "new", "release.ocu.star")).ShouldBe(0, directory.Errors);

        // What the comment in the file says.
        var text = await File.ReadAllTextAsync(Path.Combine(directory.Path, "release.ocu.star"), TestContext.Current.CancellationToken);
        await directory.RunAsync("release", "ls");
        directory.Output.ShouldContain("release.ocu.star/@r1 waits for release.ocu.star/@r1/custom/approval");
        foreach (var line in text.Split('\n').Where(l => l.StartsWith("#   operon ", StringComparison.Ordinal))) (await directory.RunAsync(line["#   operon ".Length..].Split(' '))).ShouldBe(0, directory.Errors);
        await directory.RunAsync("release", "ls");
        directory.Output.ShouldMatch("@r1 +complete .* staging production\n");
    }

    [Fact]
    public async Task Init_OfWhatIsThere_WritesNothingUnlessForced()
    {
        directory.Write("mine.ocu.star", "mine\n");
        (await directory.RunAsync("init", "release", "mine.ocu.star")).ShouldBe(1);
        directory.Errors.ShouldContain("error CLI0009: mine.ocu.star is there already");
        File.Exists(Path.Combine(directory.Path, "environments.ocu.star")).ShouldBeFalse();
        (await File.ReadAllTextAsync(Path.Combine(directory.Path, "mine.ocu.star"), TestContext.Current.CancellationToken)).ShouldBe("mine\n");
        (await directory.RunAsync("init", "release", "mine.ocu.star", "--force", "--json")).ShouldBe(0, directory.Errors);
        using (var shape = JsonShape.Of("init.1")) shape.Problems(directory.Output).ShouldBeEmpty(directory.Output);
        (await directory.RunAsync("init", "release", "mine.star")).ShouldBe(1);
        directory.Errors.ShouldContain("write mine.star.ocu.star");
        (await directory.RunAsync("init", "repo")).ShouldBe(1);
        (await directory.RunAsync("init", "ci", "travis")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Ci_OfEachSystem_ParsesAndItsCommandsReleaseInAClone(string system, string path)
    {
        (await directory.RunAsync("init", "ci", system)).ShouldBe(0, directory.Errors);
        var text = await File.ReadAllTextAsync(Path.Combine(directory.Path, path), TestContext.Current.CancellationToken);
        var commands = system == "jenkins" ? OfJenkinsfile(text) : OfYaml(text);
        commands.ShouldBe(["push", "work cascade"]);
        directory.Commit(1);
        directory.Git("-C", directory.Path, "push", "--quiet", "origin", "main");

        using var job = new ReleaseDirectory(name: "job");
        Directory.Delete(job.Path, recursive: true);
        job.Git("clone", "--quiet", directory.Remote, job.Path);
        job.Variables["CI"] = "true";
        foreach (var command in commands) (await job.RunAsync(command.Split(' '))).ShouldBe(0, job.Errors);

        (await directory.RunAsync("release", "ls")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("web.ocu.star/@r1");
        foreach (var command in commands) (await job.RunAsync(command.Split(' '))).ShouldBe(0, job.Errors);
        (await directory.RunAsync("release", "ls", "--all-repositories")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldNotContain("@r2");
    }

    private static List<string> OfYaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        stream.Documents.Count.ShouldBe(1);
        return [.. stream.Documents[0].AllNodes.OfType<YamlScalarNode>().Select(n => n.Value!).Where(v => v.StartsWith("operon ", StringComparison.Ordinal)).Select(v => v["operon ".Length..])];
    }

    // A declarative pipeline: its blocks close, it has an agent, and stages whose steps are commands of a shell.
    private static List<string> OfJenkinsfile(string text)
    {
        var depth = 0;
        foreach (var sign in Regex.Replace(text, "'[^'\n]*'", "", RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            depth += sign == '{' ? 1 : sign == '}' ? -1 : 0;
            depth.ShouldBeGreaterThanOrEqualTo(0);
        }

        depth.ShouldBe(0);
        text.ShouldStartWith("pipeline {\n    agent any\n");
        Regex.Count(text, @"stage\('[^']+'\) \{\s+steps \{").ShouldBe(2);
        return [.. Regex.Matches(text, "sh 'operon ([^']+)'").Select(m => m.Groups[1].Value)];
    }
}

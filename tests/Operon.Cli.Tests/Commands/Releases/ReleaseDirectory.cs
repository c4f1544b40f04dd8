using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>A repository with a package that is built and brought to staging and then to prod, its remote, and commands run in it within this process.</summary>
internal sealed class ReleaseDirectory : IDisposable
{
    public const string Package = "web.ocu.star";

    private const string InGit = """store.set(store.git("file://REMOTE", branch = "state"), intent = store.git("file://REMOTE", branch = "intent"))""";
    private const string InFolders = """store.set(store.fs("../store/state"), intent = store.fs("../store/intent"))""";

    private readonly string folder = Directory.CreateTempSubdirectory("operon-releases-").FullName;

    public ReleaseDirectory(bool isInGit = true, string name = "work")
    {
        Path = System.IO.Path.Combine(folder, name);
        Git("init", "--quiet", "--bare", "--initial-branch=main", Remote);
        Git("init", "--quiet", "--initial-branch=main", Path);
        Git("-C", Path, "remote", "add", "origin", Remote);
        Write("repo.ocu.star", $"ocuroot(\"0.3.0\")\nrepo_alias(\"shop\")\n{(isInGit ? InGit : InFolders).Replace("REMOTE", Remote, StringComparison.Ordinal)}\n");
        Write("env.ocu.star", """
            ocuroot("0.3.0")
            register_environment(environment("staging", attributes = {"url": "s"}))
            register_environment(environment("prod", attributes = {"url": "p"}))
            """);
        Write(Package, """
            ocuroot("0.3.0")
            def build():
                print("building")
                return done(outputs = {"image": "web:" + host.read_file("VERSION").strip()}, tags = ["v" + host.read_file("VERSION").strip()])
            def up(environment, image):
                if host.read_file("FAIL").strip() == environment["name"]:
                    fail("no room")
                print("deploy " + image + " to " + environment["name"])
                return done(outputs = {"url": environment["attributes"]["url"], "image": image})
            def down(environment, image):
                return done()
            def to(name):
                return [deploy(environment = e, up = up, down = down, inputs = {"image": ref("./task/build#output/image")}) for e in environments() if e.name == name]
            phase("build", tasks = [task(build, name = "build")])
            phase("staging", tasks = to("staging"))
            phase("prod", tasks = to("prod"))
            """);
        Write("FAIL", "none\n");
    }

    public string Path { get; }

    /// <summary>Where commands are given, from <see cref="Path"/>.</summary>
    public string Folder { get; set; } = "";

    public string Remote => System.IO.Path.Combine(folder, "remote.git");

    /// <summary>What the last command wrote.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What it wrote to standard error.</summary>
    public string Errors { get; private set; } = "";

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["USER"] = "joe" };

    /// <summary>Where all refs of the remote are.</summary>
    public string Tips => Git("--git-dir", Remote, "for-each-ref");

    public void Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Commits a version.</summary>
    public void Commit(int version)
    {
        Write("VERSION", $"{version}\n");
        Git("-C", Path, "add", "--all");
        Git("-C", Path, "-c", "user.name=joe", "-c", "user.email=joe@example.org", "commit", "--quiet", "--allow-empty", "-m", $"version {version}");
    }

    /// <summary>Commits and releases a version.</summary>
    public async Task ReleaseAsync(int version, int exit = 0)
    {
        Commit(version);
        (await RunAsync("release", "new", Package)).ShouldBe(exit, Errors);
    }

    /// <summary>Registers the environments and releases versions from 1 on.</summary>
    public async Task ReleaseAllAsync(int versions)
    {
        Commit(0);
        (await RunAsync("release", "new", "env.ocu.star")).ShouldBe(0, Errors);
        for (var version = 1; version <= versions; version++) await ReleaseAsync(version);
    }

    /// <summary>Runs a command.</summary>
    public Task<int> RunAsync(params string[] words) => InAsync(Path, words);

    /// <summary>Runs a command in a folder.</summary>
    public async Task<int> InAsync(string workingDirectory, params string[] words)
    {
        using var output = new MemoryStream();
        await using var error = new StringWriter { NewLine = "\n" };
        var exit = await RunAsync(workingDirectory, words, output, error);
        (Output, Errors) = (System.Text.Encoding.UTF8.GetString(output.ToArray()), error.ToString());
        return exit;
    }

    /// <summary>Runs a command beside others.</summary>
    public Task<int> StartAsync(Stream output, params string[] words) => Task.Run(() => RunAsync(Path, words, output, TextWriter.Null));

    /// <summary>What a command says as JSON.</summary>
    public async Task<JsonElement> JsonAsync(params string[] words)
    {
        (await RunAsync([.. words, "--output", "json"])).ShouldBe(0, Errors);
        using var json = JsonDocument.Parse(Output);
        return json.RootElement.Clone();
    }

    /// <summary>The release that is in an environment.</summary>
    public async Task<string> DeployedAsync(string environment = "prod")
    {
        (await RunAsync("state", "get", $"{Package}/@/deploy/{environment}#release")).ShouldBe(0, Errors);
        return Output.Trim().Trim('"').Split('@')[^1];
    }

    public string Git(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("git", words) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', words)}");
        return output;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<int> RunAsync(string workingDirectory, string[] words, Stream output, TextWriter error)
    {
        var variables = Variables.ToImmutableSortedDictionary(StringComparer.Ordinal).Add("HOME", System.IO.Path.Combine(folder, "home")).Add("PATH", Environment.GetEnvironmentVariable("PATH")!);
        return await CommandLine.RunAsync(words, new Surroundings
        {
            ProgramName = "operon",
            WorkingDirectory = System.IO.Path.Combine(workingDirectory, Folder),
            Variable = name => variables.GetValueOrDefault(name),
            Variables = () => variables,
            Output = output,
            Error = error,
            Clock = TimeProvider.System,
        });
    }
}

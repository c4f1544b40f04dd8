using System.Collections.Immutable;
using System.Diagnostics;
using Operon.Cli.Terminal;
using Operon.Text.Json;

namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>A repository with a remote and a home, in which release commands run within this process.</summary>
internal sealed class ReleasePlace : IDisposable
{
    /// <summary>Settings with stores in two branches of the remote.</summary>
    public const string GitStores = """
        repo_alias("acme/demo")
        remotes(["REMOTE"])
        store.set(store.git("REMOTE", branch="state"), intent=store.git("REMOTE", branch="intent"))

        """;

    /// <summary>Settings with stores in folders of the repository.</summary>
    public const string FolderStores = """
        repo_alias("acme/demo")
        store.set(store.fs(".store/state"), intent=store.fs(".store/intent"))

        """;

    private const string Ignored = ".store/\n";

    public ReleasePlace(string settings = FolderStores)
    {
        Variables["HOME"] = Root;
        Variables["OCUROOT_HOME"] = Path.Combine(Root, "home");
        Variables["GIT_CONFIG_NOSYSTEM"] = "1";
        Variables["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (var who in new[] { "AUTHOR", "COMMITTER" })
        {
            Variables[$"GIT_{who}_NAME"] = "Somebody";
            Variables[$"GIT_{who}_EMAIL"] = "somebody@example.com";
        }

        Git(Root, "init", "--quiet", "--bare", "--initial-branch=trunk", Remote);
        Directory.CreateDirectory(Repository);
        Git(Repository, "init", "--quiet", "--initial-branch=trunk");
        Git(Repository, "remote", "add", "origin", Remote);
        Commit(("repo.ocu.star", settings.Replace("REMOTE", Remote, StringComparison.Ordinal)), (".gitignore", Ignored));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("operon-releases-").FullName;

    public string Remote => Path.Combine(Root, "demo.git");

    public string Repository => Path.Combine(Root, "demo");

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The lines that are typed where a command asks for some.</summary>
    public Queue<string> Typed { get; } = [];

    /// <summary>What commands read where nothing is typed.</summary>
    public string StandardInput { get; init; } = "";

    public string Home => Variables["OCUROOT_HOME"];

    /// <summary>Writes files and commits all of the repository to the remote.</summary>
    public void Commit(params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files) Write(path, content);
        Git(Repository, "add", "--all");
        Git(Repository, "commit", "--quiet", "--allow-empty", "-m", "a change");
        Git(Repository, "push", "--quiet", "origin", "HEAD:trunk");
    }

    public void Write(string path, string content)
    {
        var full = Path.Combine(Repository, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    /// <summary>Clones a branch of the remote.</summary>
    public string Clone(string branch)
    {
        var folder = Path.Combine(Root, $"clone-of-{branch}-{Guid.NewGuid():N}");
        Git(Root, "clone", "--quiet", "--branch", branch, Remote, folder);
        return folder;
    }

    public string Git(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("git", words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"git {string.Join(' ', words)}: {errors}");
    }

    /// <summary>Runs a command in the repository, as operon.</summary>
    public Task<Answer> RunAsync(params string[] words) => InAsync(Repository, words);

    /// <summary>Runs a command that has to succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> GoodAsync(params string[] words)
    {
        var answer = await RunAsync(words);
        answer.ExitCode.ShouldBe(0, answer.Errors);
        return answer.Output;
    }

    /// <summary>A document of state.</summary>
    public async Task<JsonValue> DocumentAsync(string reference) => JsonValue.Parse(System.Text.Encoding.UTF8.GetBytes(await GoodAsync("state", "get", reference))).Value;

    /// <summary>Runs a command in a folder.</summary>
    public Task<Answer> InAsync(string folder, params string[] words) => AsAsync("operon", folder, words);

    /// <summary>Runs a command in a folder, under another name.</summary>
    public async Task<Answer> AsAsync(string name, string folder, params string[] words)
    {
        using var output = new MemoryStream();
        await using var errors = new StringWriter { NewLine = "\n" };
        var exit = await CommandLine.RunAsync(words, On(name, folder, output, errors));
        return new Answer(exit, System.Text.Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }

    /// <summary>What a command is run with.</summary>
    public Surroundings On(string name, string folder, Stream output, TextWriter errors) => new()
    {
        ProgramName = name,
        WorkingDirectory = folder,
        Variable = n => Variables.GetValueOrDefault(n),
        Variables = () => Variables.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Output = output,
        Error = errors,
        Input = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(StandardInput)),
        ReadLine = _ => new TypedLine(Typed.TryDequeue(out var line) ? line : null),
        Clock = TimeProvider.System,
    };

    public void Dispose() => Directory.Delete(Root, recursive: true);

    internal sealed record Answer(int ExitCode, string Output, string Errors)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

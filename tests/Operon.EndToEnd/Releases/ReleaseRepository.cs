using System.Diagnostics;
using Operon.Testing;

namespace Operon.EndToEnd.Releases;

/// <summary>A repository with a remote, whose release commands are processes of their own.</summary>
internal sealed class ReleaseRepository : IDisposable
{
    public const string GitStores = "git";
    public const string FolderStores = "folder";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly OperonProgram program = new();

    public ReleaseRepository(string stores)
    {
        Git(".", "init", "--quiet", "--bare", "--initial-branch=trunk", Remote);
        Git(".", "init", "--quiet", "--initial-branch=trunk", "demo");
        Git("demo", "remote", "add", "origin", Remote);
        Commit("demo", ("repo.ocu.star", stores == GitStores
            ? $"repo_alias('demo')\nstore.set(store.git('{Remote}', branch='state'), intent=store.git('{Remote}', branch='intent'))\n"
            : $"repo_alias('demo')\nstore.set(store.fs('{program.Work}/store'))\n"));
    }

    public string Root => program.Work;

    /// <summary>Where release commands keep what is theirs.</summary>
    public string Home => Path.Combine(program.DataDirectory, "releases");

    public string Remote => Path.Combine(program.Work, "remote.git");

    public string StateFolder => Path.Combine(program.Work, "store/state");

    /// <summary>Writes files of a checkout, commits and pushes them.</summary>
    public void Commit(string folder, params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files) program.Write(Path.Combine(folder, path), content);
        Git(folder, "add", "--all");
        Git(folder, "commit", "--quiet", "--allow-empty", "-m", "a change");
        Git(folder, "push", "--quiet", "origin", "HEAD:refs/heads/" + Path.GetFileName(folder));
    }

    public string Git(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=Somebody", "-c", "user.email=s@example.com", .. words]) { WorkingDirectory = Path.Combine(program.Work, folder), RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["HOME"] = program.Home;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', words)}: {errors}");
        return output.TrimEnd('\n');
    }

    /// <summary>Has the remote do something when somebody pushes.</summary>
    public void Hook(string name, string script) => ExecutableFile.Write(Path.Combine(program.Work, "remote.git", "hooks", name), "#!/bin/sh\n" + script + "\n");

    /// <summary>Leases that the remote holds.</summary>
    public string[] Leases() => Git(".", "ls-remote", Remote, "refs/operon/leases/*").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Starts a command in the checkout; its output is kept.</summary>
    public Running Start(string command, params (string Name, string Value)[] environment) => StartIn("demo", command, environment);

    public Running StartIn(string folder, string command, params (string Name, string Value)[] environment) => new(program.Start(command.Split(' '), folder, environment));

    /// <summary>Runs a command to its end.</summary>
    public async Task<Ended> RunAsync(string command, params (string Name, string Value)[] environment)
    {
        using var running = Start(command, environment);
        return await running.EndAsync();
    }

    /// <summary>Runs a command that has to succeed.</summary>
    public async Task<string> GoodAsync(string command, params (string Name, string Value)[] environment)
    {
        var ended = await RunAsync(command, environment);
        ended.Exit.ShouldBe(0, $"{command}: {ended.Errors}");
        return ended.Output;
    }

    public async Task<string[]> MatchAsync(string pattern) => (await GoodAsync($"state match {pattern}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines of a file of the place; none while it is not there.</summary>
    public string[] LinesOf(string file) => File.Exists(PathOf(file)) ? File.ReadAllLines(PathOf(file)) : [];

    public string PathOf(string file) => Path.Combine(program.Work, file);

    public async Task UntilAsync(Func<bool> isTrue)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!isTrue())
        {
            TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(Patience);
            await Task.Delay(20);
        }
    }

    public void Dispose() => program.Dispose();

    internal sealed record Ended(int Exit, string Output, string Errors);

    internal sealed class Running(Process process) : IDisposable
    {
        private readonly Task<string> output = process.StandardOutput.ReadToEndAsync();
        private readonly Task<string> errors = process.StandardError.ReadToEndAsync();

        public void Signal(int signal) => OperonProgram.Signal(process, signal);

        public async Task<Ended> EndAsync()
        {
            await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
            return new Ended(process.ExitCode, await output, await errors);
        }

        public void Dispose()
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }
}

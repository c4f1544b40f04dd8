using System.Diagnostics;
using Operon.Host.Processes;

namespace Operon.Git.Tests;

/// <summary>A repository with a work tree and one commit.</summary>
internal sealed class Repository : IDisposable
{
    public Repository()
    {
        Git("init", "--quiet", "--initial-branch=main");
        Commit("a.txt", "a");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("operon-git-").FullName;

    public string Folder => Path.Combine(Root, "source");

    public GitProgram Program { get; } = With();

    public GitCheckout Checkout => new(Program, Folder);

    public GitRemote Address => GitRemote.Parse(Folder, "/").Value;

    public static GitProgram With(params (string Name, string Value)[] more)
    {
        var surroundings = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!, StringComparer.Ordinal);
        foreach (var (name, value) in more) surroundings[name] = value;
        return new GitProgram(new ProcessRunner(TimeProvider.System), surroundings);
    }

    public void Commit(string path, string content)
    {
        Write(path, content);
        Git("add", "--all");
        Git("-c", "user.name=S", "-c", "user.email=s@example.com", "commit", "--quiet", "-m", path);
    }

    public void Write(string path, string content)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    public string Git(params string[] words)
    {
        Directory.CreateDirectory(Folder);
        using var process = Process.Start(new ProcessStartInfo("git", words) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = Folder })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', words)}");
        return output.TrimEnd('\n');
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

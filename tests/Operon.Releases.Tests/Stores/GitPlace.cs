using System.Diagnostics;
using Operon.Git;
using Operon.Host.Processes;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Git;
using Operon.Text;

namespace Operon.Releases.Tests.Stores;

/// <summary>A bare remote, and homes of those who use it.</summary>
internal sealed class GitPlace : IAsyncDisposable
{
    private readonly List<GitStores> pools = [];

    public GitPlace()
    {
        Git("init", "--quiet", "--bare", "--initial-branch=trunk", Remote);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("operon-git-").FullName;

    public string Remote => Path.Combine(Root, "remote.git");

    public GitRemote Address => State.Remote;

    public GitStorePlace State => StateOf(Root);

    public static GitProgram Program { get; } = new(new ProcessRunner(TimeProvider.System), Surroundings());

    public static GitStorePlace StateOf(string root) => new(GitRemote.Parse(Path.Combine(root, "remote.git"), "/").Value) { Branch = "state" };

    public static GitStorePlace IntentOf(string root) => StateOf(root) with { Branch = "intent" };

    public static GitStores PoolOf(string root, string home, TimeSpan? patience) =>
        new(Program, Path.Combine(root, home), GitStores.DefaultAuthor, TimeProvider.System) { Patience = patience ?? TimeSpan.FromMinutes(5) };

    public GitStores Pool(string home = "home", TimeSpan? patience = null)
    {
        var pool = PoolOf(Root, home, patience);
        pools.Add(pool);
        return pool;
    }

    public async Task<GitStore> OpenAsync(string home = "home", GitStorePlace? place = null) => (await Pool(home).OpenAsync(place ?? State, StoreKind.State, isCreated: true, default)).Value;

    /// <summary>What git says in the remote.</summary>
    public string Ask(params string[] words) => Git(["-C", Remote, .. words]);

    public string[] Files(string branch = "state") => Ask("ls-tree", "-r", "--name-only", branch).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Commits files to a branch of the remote, as somebody else does.</summary>
    public void Commit(string branch, params (string Path, string Content)[] files)
    {
        var clone = Path.Combine(Root, Guid.NewGuid().ToString("N"));
        Git("clone", "--quiet", Remote, clone);
        Git("-C", clone, "checkout", "--quiet", Ask("branch", "--list", branch).Length > 0 ? branch : "-b" + branch);
        foreach (var (path, content) in files)
        {
            var full = Path.Combine(clone, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, content);
        }

        Git("-C", clone, "add", "--all");
        Git("-C", clone, "-c", "user.name=Someone", "-c", "user.email=s@example.com", "commit", "--quiet", "-m", "by hand");
        Git("-C", clone, "push", "--quiet", "origin", branch);
    }

    public static string Git(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("git", words) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', words)}");
        return output.TrimEnd('\n');
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in pools) await pool.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    private static Dictionary<string, string> Surroundings() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!, StringComparer.Ordinal);
}

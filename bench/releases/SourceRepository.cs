namespace Operon.Releases.Bench;

/// <summary>A repository whose packages are released, with its stores in two branches of one remote.</summary>
/// <param name="folder">Where it is checked out.</param>
internal sealed class SourceRepository(string folder)
{
    public string Folder => folder;

    /// <summary>Makes it.</summary>
    /// <param name="name">Its name in references.</param>
    /// <param name="stores">The remote with its stores.</param>
    /// <param name="files">Package files.</param>
    public async Task MakeAsync(string name, string stores, IEnumerable<(string Path, string Text)> files)
    {
        var remote = folder + ".git";
        await RawGit.RunAsync("init", "--quiet", "--bare", "--initial-branch=trunk", remote);
        await RawGit.RunAsync("init", "--quiet", "--initial-branch=trunk", folder);
        await RawGit.RunAsync("-C", folder, "remote", "add", "origin", remote);
        await File.WriteAllTextAsync(Path.Combine(folder, "repo.ocu.star"), $"repo_alias('{name}')\nstore.set(store.git('{stores}', branch='state'), intent=store.git('{stores}', branch='intent'))\n");
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await File.WriteAllTextAsync(full, text);
        }

        await CommitAsync("first");
    }

    /// <summary>Commits what there is, and pushes it.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> CommitAsync(string message)
    {
        await RawGit.RunAsync("-C", folder, "add", "--all");
        await RawGit.RunAsync("-C", folder, "-c", "user.name=Bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "--allow-empty", "-m", message);
        await RawGit.RunAsync("-C", folder, "push", "--quiet", "origin", "HEAD:refs/heads/trunk");
        return (await RawGit.AskAsync("-C", folder, "rev-parse", "HEAD")).Trim();
    }
}

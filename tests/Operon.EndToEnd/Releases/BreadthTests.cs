using System.Diagnostics;
using Operon.Testing;

namespace Operon.EndToEnd.Releases;

/// <summary>Sixty packages in three repositories, of which one changes.</summary>
public sealed class BreadthTests : IDisposable
{
    private const int Fan = 20;
    private const int Chain = 5;
    private const int PackagesEach = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly OperonProgram program = new();

    // What each package reads: a consumer is in another repository than what it reads, but for the diamond.
    private readonly Dictionary<string, string[]> reads = [];

    private string Stores => program.Work + "/stores.git";

    private string ClonesFile => program.Work + "/clones";

    private string PushesFile => program.Work + "/pushes";

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task ReleaseNew_WithCascade_TouchesItsConsumersAloneInOrder()
    {
        await MakeAsync();
        program.Write("a/version", "2");
        Commit("a");
        File.Delete(PushesFile);
        File.Delete(ClonesFile);
        var before = Git(Stores, "rev-parse", "state");

        await OperonAsync("a", "release", "new", "--cascade", "base.ocu.star");

        // Each that reads, directly or through others, once; the diamond's end once, with what came both ways.
        var started = StartsOf(before).ToList();
        var consumers = reads.Keys.Where(IsAffected).ToList();
        started.SelectMany(wave => wave).ShouldBe(consumers, ignoreOrder: true);
        foreach (var name in consumers) reads[name].Where(read => WaveOf(read) >= WaveOf(name)).ShouldBeEmpty(name);
        (await OperonAsync("a", "state", "get", "c/-/bottom.ocu.star/@/deploy/prod#output/v")).Trim().ShouldBe("\"2\"");
        (await OperonAsync("a", "work", "cascade", "--dryrun")).Trim().ShouldBe("null");

        // The package itself, and as many waves as the chain is long.
        File.ReadAllLines(ClonesFile).Length.ShouldBe(2);
        var pushes = File.ReadAllLines(PushesFile).Where(l => l.Contains("refs/heads/", StringComparison.Ordinal)).ToList();

        // How a wave ended is written with what begins the next and with what is intended, unless a clone has to be made in between.
        pushes.Count.ShouldBeLessThan(2 * Chain);
        pushes.Count(p => p == "refs/heads/intent refs/heads/state").ShouldBeGreaterThan(Chain);

        int WaveOf(string name) => started.FindIndex(wave => wave.Contains(name));
    }

    private async Task MakeAsync()
    {
        Declare();
        Git(program.Work, "init", "--quiet", "--bare", Stores);
        ExecutableFile.Write(Stores + "/hooks/post-receive", $"#!/bin/sh\necho $(cut -d' ' -f3 | sort) >> '{PushesFile}'\n");

        // Whoever is asked for a clone writes it down.
        ExecutableFile.Write(program.Work + "/bin/git", $"#!/bin/sh\nfor word; do [ \"$word\" != clone ] || echo \"$*\" >> '{ClonesFile}'; done\nexec /usr/bin/git \"$@\"\n");
        program.Write("a/environments.star", "register_environment(environment('prod', {}))\n");
        program.Write("a/version", "1");
        foreach (var (name, read) in reads) program.Write(name.Replace("/-/", "/", StringComparison.Ordinal), TextOf(read, name));
        foreach (var repository in (string[])["a", "b", "c"])
        {
            var folder = Path.Combine(program.Work, repository);
            Git(program.Work, "init", "--quiet", "--bare", folder + ".git");
            Git(program.Work, "init", "--quiet", repository);
            Git(folder, "remote", "add", "origin", folder + ".git");
            program.Write(repository + "/repo.ocu.star", $"repo_alias('{repository}')\nstore.set(store.git('{Stores}', branch='state'), intent=store.git('{Stores}', branch='intent'))\n");
            Commit(repository);
        }

        await OperonAsync("a", "release", "new", "environments.star");
        foreach (var repository in (string[])["a", "b", "c"]) await OperonAsync(repository, "push");
        await OperonAsync("a", "work", "cascade");
    }

    private void Declare()
    {
        reads["a/-/base.ocu.star"] = [];
        for (var i = 0; i < Fan; i++) reads[$"b/-/fan{i:00}.ocu.star"] = ["a/-/base.ocu.star"];
        for (var i = 0; i < Chain; i++) reads[LinkOf(i)] = [i == 0 ? "a/-/base.ocu.star" : LinkOf(i - 1)];
        reads["c/-/left.ocu.star"] = reads["c/-/right.ocu.star"] = ["a/-/base.ocu.star"];
        reads["c/-/bottom.ocu.star"] = ["c/-/left.ocu.star", "c/-/right.ocu.star"];
        for (var i = reads.Count; i < 3 * PackagesEach; i++) reads[$"{(char)('a' + (i % 3))}/-/other{i}.ocu.star"] = [];
    }

    private static string LinkOf(int link) => $"{(link % 2 == 0 ? 'c' : 'a')}/-/link{link}.ocu.star";

    private bool IsAffected(string name) => name == "a/-/base.ocu.star" || reads[name].Any(IsAffected);

    private static string TextOf(string[] read, string name)
    {
        var inputs = read.Select((r, i) => $"'v{(i == 0 ? "" : i)}': input(ref='{r}/@/deploy/prod#output/v')").DefaultIfEmpty(name.Contains("/base", StringComparison.Ordinal) ? "'v': read('version').strip()" : "'v': '0'");
        return $"def up(ctx):\n    return done(outputs={{'v': ctx.inputs.v}})\n\ndef down(ctx):\n    return done()\n\ndeploy(environment=environment('prod'), up=up, down=down, inputs={{{string.Join(", ", inputs)}}})\n";
    }

    // The packages whose runs were claimed, by the commits that claimed them.
    private IEnumerable<HashSet<string>> StartsOf(string before)
    {
        foreach (var commit in Git(Stores, "rev-list", "--reverse", $"{before}..state").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var started = Git(Stores, "diff-tree", "-r", "--name-only", "--no-commit-id", "--diff-filter=A", commit).Split('\n')
                .Where(p => p.EndsWith("/status/running/@object.json", StringComparison.Ordinal)).Select(p => p["refs/".Length..].Split("/@r")[0]).ToList();
            started.Distinct().Count().ShouldBe(started.Count);
            if (started.Count > 0) yield return [.. started];
        }
    }

    private void Commit(string repository)
    {
        var folder = Path.Combine(program.Work, repository);
        Git(folder, "add", "--all");
        Git(folder, "-c", "user.name=Somebody", "-c", "user.email=s@example.com", "commit", "--quiet", "-m", "a change");
        Git(folder, "push", "--quiet", "origin", "HEAD:refs/heads/trunk");
    }

    private async Task<string> OperonAsync(string repository, params string[] words)
    {
        using var process = program.Start(words, repository, ("PATH", program.Work + "/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
        process.ExitCode.ShouldBe(0, $"{string.Join(' ', words)}: {await errors}");
        return output;
    }

    private static string Git(string folder, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("git", words) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', words)}");
        return output.TrimEnd('\n');
    }
}

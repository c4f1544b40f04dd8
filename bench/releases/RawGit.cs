using System.Diagnostics;
using System.Text;

namespace Operon.Releases.Bench;

/// <summary>The yardstick: git alone.</summary>
internal static class RawGit
{
    public static Task RunAsync(params string[] words) => FeedAsync("", words);

    /// <summary>Commits one file without a work tree and pushes it.</summary>
    public static async Task CommitAndPushAsync(string clone, string remote, int number)
    {
        await FeedAsync($"commit refs/heads/state\ncommitter Bench <bench@example.com> 1700000001 +0000\ndata 3\nraw\nfrom refs/heads/state^0\nM 100644 inline raw/{number}\ndata 1\nx\n", "-C", clone, "fast-import", "--quiet");
        await RunAsync("-C", clone, "push", "--quiet", remote, "state:state");
    }

    /// <summary>Writes what a text for git's fast-import says, as one pack.</summary>
    public static Task ImportAsync(string repository, string text) => FeedAsync(text, "-C", repository, "fast-import", "--quiet");

    /// <summary>What git says.</summary>
    public static Task<string> AskAsync(params string[] words) => FeedAsync("", words);

    /// <summary>The commit of a branch.</summary>
    public static async Task<string> TipAsync(string repository, string branch) => (await AskAsync("-C", repository, "rev-parse", branch)).Trim();

    private static async Task<string> FeedAsync(string input, params string[] words)
    {
        using var git = Process.Start(new ProcessStartInfo("git", words) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        await git.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input));
        git.StandardInput.Close();
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        if (git.ExitCode != 0) throw new InvalidOperationException($"git {string.Join(' ', words)}: exit code {git.ExitCode}");
        return output;
    }
}

using System.Diagnostics;

namespace Operon.Releases.Bench;

/// <summary>The program as <c>eng/build-program</c> has built it, started in a folder.</summary>
/// <param name="home">Its home, where copies of stores and indexes are.</param>
internal sealed class BuiltProgram(string home)
{
    private static readonly string Path = Find();

    /// <summary>Where it keeps what it knows of stores.</summary>
    public string Home => home;

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public Task<string> RunAsync(string folder, params string[] words) => RunAsync(folder, null, words);

    /// <summary>Runs it to its end, with a git that tells what its pushes cost.</summary>
    /// <returns>What it took, and how many seconds of the processor the pushes had of it.</returns>
    public async Task<(Cost Whole, double Pushes)> MeasureAsync(TimedGit git, string folder, params string[] words)
    {
        git.Take();
        var whole = await Cost.OfAsync(() => RunAsync(folder, git, words));
        return (whole, git.Take());
    }

    private async Task<string> RunAsync(string folder, TimedGit? git, string[] words)
    {
        var start = new ProcessStartInfo(Path, words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["OCUROOT_HOME"] = home;
        start.Environment["OPERON_DATA_DIR"] = home + ".data";
        foreach (var (name, value) in git?.Variables ?? []) start.Environment[name] = value;
        if (git is not null) start.Environment["PATH"] = $"{git.Folder}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"operon {string.Join(' ', words)}: exit code {process.ExitCode}\n{await errors}");
    }

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var built = System.IO.Path.Combine(at.FullName, ".build", "program", "operon");
            if (File.Exists(built)) return built;
        }

        throw new InvalidOperationException("there is no built program: run eng/build-program first");
    }
}

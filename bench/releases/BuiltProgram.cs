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
    public Task<string> RunAsync(string folder, params string[] words) => RunAsync(folder, Path, words);

    /// <summary>Runs it to its end, with all it starts, on one processor: two that share a core take longer for the same work.</summary>
    public Task<string> RunAloneAsync(string folder, params string[] words) => RunAsync(folder, "taskset", ["-c", "0", Path, .. words]);

    private async Task<string> RunAsync(string folder, string file, string[] words)
    {
        var start = new ProcessStartInfo(file, words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["OCUROOT_HOME"] = home;
        start.Environment["OPERON_DATA_DIR"] = home + ".data";
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

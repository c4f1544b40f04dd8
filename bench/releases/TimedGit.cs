using System.Diagnostics;
using System.Globalization;

namespace Operon.Releases.Bench;

/// <summary>A git that tells what its pushes cost, by which the program's own part of a command can be told from git's.</summary>
internal sealed class TimedGit
{
    private readonly string log;

    private TimedGit(string folder) => (Folder, log) = (folder, Path.Combine(folder, "pushes"));

    /// <summary>Where it stands, to come first in PATH.</summary>
    public string Folder { get; }

    /// <summary>What it has to be told.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables => [new("TIMED_GIT", Git()), new("TIMED_GIT_LOG", log)];

    /// <summary>Compiles it.</summary>
    public static async Task<TimedGit> MakeAsync(string folder)
    {
        var made = new TimedGit(Directory.CreateDirectory(Path.Combine(folder, "timed")).FullName);
        using var compiler = Process.Start(new ProcessStartInfo("cc", ["-O2", "-static", "-o", Path.Combine(made.Folder, "git"), Path.Combine(AppContext.BaseDirectory, "timed-git.c")]) { UseShellExecute = false })!;
        await compiler.WaitForExitAsync();
        return compiler.ExitCode == 0 ? made : throw new InvalidOperationException("cc fails");
    }

    /// <summary>Seconds of the processor for all pushes since they were taken last.</summary>
    public double Take()
    {
        var used = File.Exists(log) ? File.ReadAllLines(log).Sum(l => long.Parse(l, CultureInfo.InvariantCulture)) / 1e6 : 0;
        File.Delete(log);
        return used;
    }

    private static string Git() => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(f => Path.Combine(f, "git")).First(File.Exists);
}

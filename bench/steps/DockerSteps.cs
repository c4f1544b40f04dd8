using System.Diagnostics;
using System.Globalization;

namespace Operon.Steps.Bench;

/// <summary>The same command in the same files by <c>docker run</c>, whose daemon <c>DOCKER_HOST</c> may name.</summary>
internal sealed class DockerSteps : IDisposable
{
    private readonly string image;

    private DockerSteps(string image) => this.image = image;

    /// <summary>Gives the image to the daemon.</summary>
    /// <param name="layer">The directory of the image's unpacked layer.</param>
    /// <returns>Null where there is no docker, or no daemon answers.</returns>
    public static DockerSteps? Find(string layer)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"operon-bench:{Environment.ProcessId}");
        if (Start("sh", "-c", "docker version && tar -C \"$0\" -c . | docker import - \"$1\"", layer, name).Exit != 0) return null;
        var made = new DockerSteps(name);
        made.Run();
        return made;
    }

    /// <summary>Runs a container to its end.</summary>
    /// <returns>Milliseconds.</returns>
    public double Run()
    {
        var start = Stopwatch.GetTimestamp();
        var (exit, said) = Start("docker", "run", "--rm", image, "echo", "hello");
        return (exit, said) == (0, "hello\n") ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : throw new InvalidOperationException($"docker said {said} and ended with {exit}");
    }

    /// <inheritdoc/>
    public void Dispose() => Start("docker", "rmi", image);

    // What it complains of is of no interest.
    private static (int Exit, string Said) Start(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" 2> /dev/null", .. command]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}

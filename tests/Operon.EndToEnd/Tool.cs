using System.Diagnostics;

namespace Operon.EndToEnd;

/// <summary>Programs that come with the recorded data, and the lines of the summary.</summary>
internal static class Tool
{
    public static async Task RunAsync(ITestOutputHelper log, string command, string workingDirectory, params string[] words)
    {
        var start = new ProcessStartInfo(command, words) { WorkingDirectory = workingDirectory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        log.WriteLine(await process.StandardOutput.ReadToEndAsync());
        log.WriteLine(await errors);
        await process.WaitForExitAsync();
    }

    public static void Summary(string line)
    {
        if (Environment.GetEnvironmentVariable("OPERON_TEST_SUMMARY") is { Length: > 0 } file) File.AppendAllText(file, line + "\n");
    }
}

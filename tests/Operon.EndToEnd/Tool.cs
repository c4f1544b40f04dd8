using System.Diagnostics;

namespace Operon.EndToEnd;

/// <summary>Programs that come with the recorded data, and the lines of the summary.</summary>
internal static class Tool
{
    public static async Task RunAsync(ITestOutputHelper log, string command, string workingDirectory, params string[] words) =>
        log.WriteLine(await OutputAsync(command, workingDirectory, words));

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its output, and then its errors.</returns>
    public static async Task<string> OutputAsync(string command, string workingDirectory, params string[] words)
    {
        var start = new ProcessStartInfo(command, words) { WorkingDirectory = workingDirectory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await errors;
    }

    public static void Summary(string line)
    {
        if (Environment.GetEnvironmentVariable("OPERON_TEST_SUMMARY") is { Length: > 0 } file) File.AppendAllText(file, line + "\n");
    }
}

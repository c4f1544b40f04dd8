using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Operon.EndToEnd.Documents;

/// <summary>Somebody who does in a shell what a page shows, and compares what he gets with what it says.</summary>
internal static partial class Reader
{
    private const string Anything = "…";

    /// <summary>Whether pages are made to say what they get.</summary>
    public static bool Writes => Environment.GetEnvironmentVariable("OPERON_WRITE_GOLDEN") is { Length: > 0 };

    /// <summary>The images that pages use, made of the one of the examples: none of them needs more than a shell.</summary>
    public static async Task ImagesAsync(OperonProgram program)
    {
        foreach (var name in (string[])["alpine:3.22", "busybox:1.37"])
        {
            var loaded = await program.RunAsync("image", "load", Path.Combine(OperonProgram.Root, "examples", "image"), name);
            loaded.Exit.ShouldBe(0, loaded.Errors);
        }
    }

    /// <summary>The lines that a command prints on both streams, with a user's home and project in place of the test's.</summary>
    /// <param name="program">Whose home it is.</param>
    /// <param name="folder">The project.</param>
    /// <param name="command">For a shell.</param>
    public static async Task<List<string>> ShellAsync(OperonProgram program, string folder, string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"exec 2>&1\n{command}"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{Path.GetDirectoryName(OperonProgram.Built)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["HOME"] = program.Home;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(bound.Token);
        return [.. output.TrimEnd('\n').Split('\n').Where(l => output.Length > 0).Select(l => l.TrimEnd().Replace(folder, "/home/you/project", StringComparison.Ordinal).Replace(program.Home, "/home/you", StringComparison.Ordinal))];
    }

    /// <summary>What the page says from now on: what was got, but for what it leaves out.</summary>
    public static List<string> Said(List<string> said, List<string> got) => said.Contains(Anything) ? said : got;

    /// <summary>Whether what was got is what a page says. A line with <c>…</c> alone stands for any lines; ids, moments and times differ.</summary>
    public static bool Matches(List<string> said, List<string> got)
    {
        var pattern = string.Join("\n", said.Select(l => l.Trim() == Anything ? "(.*\n?)*?.*" : Regex.Escape(Plain(l))));
        return Regex.IsMatch(string.Join('\n', got.Select(Plain)), $@"\A{pattern}\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }

    // What differs from run to run.
    private static string Plain(string line) => Spaces().Replace(Time().Replace(Moment().Replace(Hex().Replace(line, "ID"), "MOMENT"), "TIME"), " ");

    [GeneratedRegex(@"\b([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{12}|[0-9a-f]{8})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", RegexOptions.CultureInvariant)]
    private static partial Regex Moment();

    [GeneratedRegex(@"\b(\d+ms|\d+\.\ds|\d+m\d\ds)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(" +", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}

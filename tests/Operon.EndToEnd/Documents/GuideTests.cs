using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Operon.EndToEnd.Documents;

/// <summary>Who follows a guide gets what it says. With <c>OPERON_WRITE_GOLDEN</c> the guides are made to say what they get.</summary>
public sealed partial class GuideTests : IDisposable
{
    private const string Anything = "…";

    private readonly OperonProgram program = new();

    public static TheoryData<string> Guides =>
        [.. Directory.EnumerateFiles(Path.Combine(OperonProgram.Root, "docs", "guides"), "*.md")
            .Append(Path.Combine(OperonProgram.Root, "docs", "tutorial.md"))
            .Where(f => File.ReadAllText(f).Contains("```console", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(OperonProgram.Root, f))
            .Order(StringComparer.Ordinal)];

    public void Dispose() => program.Dispose();

    [Theory]
    [MemberData(nameof(Guides))]
    public async Task Follow_Guide_GivesWhatItSays(string page)
    {
        await ImagesAsync();
        var path = Path.Combine(OperonProgram.Root, page);
        var guide = Guide.Read(path);
        var isWritten = Environment.GetEnvironmentVariable("OPERON_WRITE_GOLDEN") is { Length: > 0 };
        var lines = new List<string>();
        var differences = new List<string>();
        var copied = 0;
        foreach (var block in guide.Blocks)
        {
            lines.AddRange(guide.Lines.Skip(copied).Take(block.From - copied));
            copied = block.End;
            if (block.File is { } file)
            {
                program.Write(file, string.Join('\n', guide.Text(block)) + "\n");
                if (file.EndsWith(".sh", StringComparison.Ordinal)) File.SetUnixFileMode(Path.Combine(program.Work, file), (UnixFileMode)0b111_101_101);
                lines.AddRange(guide.Text(block));
                continue;
            }

            foreach (var (command, printed) in guide.Commands(block))
            {
                var got = await ShellAsync(command);
                lines.Add("$ " + command);
                lines.AddRange(printed.Contains(Anything) ? printed : got);
                if (!Matches(printed, got)) differences.Add($"{page}: $ {command}\n-- says --\n{string.Join('\n', printed)}\n-- gives --\n{string.Join('\n', got)}");
            }
        }

        lines.AddRange(guide.Lines.Skip(copied));
        if (isWritten) await File.WriteAllLinesAsync(path, lines);
        else differences.ShouldBeEmpty();
    }

    /// <summary>The images that guides use, made of the one of the examples: none of them needs more than a shell.</summary>
    private async Task ImagesAsync()
    {
        foreach (var name in (string[])["alpine:3.22", "busybox:1.37"])
        {
            var loaded = await program.RunAsync("image", "load", Path.Combine(OperonProgram.Root, "examples", "image"), name);
            loaded.Exit.ShouldBe(0, loaded.Errors);
        }
    }

    private async Task<List<string>> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"exec 2>&1\n{command}"])
        {
            WorkingDirectory = program.Work,
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
        return [.. output.TrimEnd('\n').Split('\n').Where(l => output.Length > 0).Select(l => l.TrimEnd().Replace(program.Work, "/home/you/project", StringComparison.Ordinal).Replace(program.Home, "/home/you", StringComparison.Ordinal))];
    }

    private static bool Matches(List<string> said, List<string> got)
    {
        var pattern = string.Join("\n", said.Select(l => l.Trim() == Anything ? "(.*\n?)*?.*" : Regex.Escape(Plain(l))));
        return Regex.IsMatch(string.Join('\n', got.Select(Plain)), $@"\A{pattern}\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }

    // What differs from run to run.
    private static string Plain(string line) => Spaces().Replace(Time().Replace(Moment().Replace(Hex().Replace(line, "ID"), "MOMENT"), "TIME"), " ");

    [GeneratedRegex(@"\b([0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{12}|[0-9a-f]{8})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", RegexOptions.CultureInvariant)]
    private static partial Regex Moment();

    [GeneratedRegex(@"\b(\d+ms|\d+\.\ds|\d+m\d\ds)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(" +", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}

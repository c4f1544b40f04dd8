using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Operon.Cli;

namespace Operon.Diagnostics.Tests;

/// <summary>
/// A user's home with one op in it, in which the commands of a page are run by the program itself. Files of releases
/// (<c>*.ocu.star</c>) are the commit of a repository, with the settings that the README of the pages shows if they have none.
/// </summary>
internal sealed partial class Shell : IDisposable
{
    /// <summary>What pages call the home.</summary>
    private const string ShownHome = "/home/me";

    private const string ReleaseFileEnd = ".ocu.star";

    private static readonly Lazy<string> Image = new(MakeImage);

    private static readonly Lazy<string> PlainSettings = new(() =>
        SettingsBlock().Match(File.ReadAllText(Path.Combine(Page.Folder, "README.md"))) is { Success: true } block ? block.Groups[1].Value : throw new InvalidDataException("the README of the pages shows no settings of a repository"));

    private readonly string home = Directory.CreateTempSubdirectory("operon-pages-").FullName;

    public Shell(IReadOnlyList<Page.Block> parts)
    {
        Directory.CreateDirectory(Op);
        if (NeedsContainers(parts)) File.CreateSymbolicLink(Path.Combine(home, "image"), Image.Value);
        foreach (var part in parts)
        {
            if (Page.FileOf(part) is not { } name) continue;
            var file = Path.Combine(Op, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, part.Text);
        }

        if (parts.Any(p => Page.FileOf(p)?.EndsWith(ReleaseFileEnd, StringComparison.Ordinal) == true)) Commit();
        foreach (var part in parts.Where(p => Page.FileOf(p) is null)) Script(part.Text);
    }

    /// <summary>Whether this user can do what a page shows: some run containers.</summary>
    public static bool CanRun(IReadOnlyList<Page.Block> parts) => !NeedsContainers(parts) || Environment.IsPrivilegedProcess;

    private string Op => Path.Combine(home, "op");

    /// <summary>What command lines such as <c>$ PORT=x operon run .</c> print on standard error, below each.</summary>
    public async Task<string> RunAsync(IEnumerable<string> lines)
    {
        var printed = new StringBuilder();
        foreach (var line in lines) printed.Append(line).Append('\n').Append(await RunAsync(line));
        return printed.ToString();
    }

    private async Task<string> RunAsync(string line)
    {
        var words = Words(line.TrimStart('$', ' '));
        var at = words.IndexOf("operon");
        at.ShouldBeGreaterThanOrEqualTo(0, $"'{line}' does not run operon");
        var variables = words.Take(at).Select(w => w.Split('=', 2)).ToDictionary(w => w[0], w => w[1], StringComparer.Ordinal);
        variables.TryAdd("HOME", home);
        variables.TryAdd("PATH", Environment.GetEnvironmentVariable("PATH")!);
        using var error = new StringWriter { NewLine = "\n" };
        await CommandLine.RunAsync([.. words.Skip(at + 1)], new Surroundings
        {
            ProgramName = "operon",
            WorkingDirectory = Op,
            Variable = variables.GetValueOrDefault,
            Variables = () => variables.ToImmutableSortedDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal),
            Output = Stream.Null,
            Error = error,
            Clock = TimeProvider.System,
        });
        return Time().Replace(Duration().Replace(error.ToString(), "(0.1s)"), "2026-01-01T00:00:00Z").Replace(home, ShownHome, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(home, recursive: true);

    private static bool NeedsContainers(IReadOnlyList<Page.Block> parts) => parts.Any(p => p.Text.Contains("$(../image)", StringComparison.Ordinal));

    // The image of the examples; where it is already, this costs a look.
    private static string MakeImage()
    {
        var image = Path.Combine(Checkout.Root, "examples", "image");
        Run(new ProcessStartInfo(Path.Combine(Checkout.Root, "eng", "make-image"), [image]));
        return image;
    }

    // The dates are given, so that the commit has the same name everywhere.
    private void Commit()
    {
        var settings = Path.Combine(Op, "repo" + ReleaseFileEnd);
        if (!File.Exists(settings)) File.WriteAllText(settings, PlainSettings.Value);
        Script("""
            git init -q -b main
            git add -A
            GIT_AUTHOR_DATE=2026-01-01T00:00:00Z GIT_COMMITTER_DATE=2026-01-01T00:00:00Z git -c user.name=me -c user.email=me@example.com commit -q -m 'A page'
            """);
    }

    private void Script(string text)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-e", "-c", text]) { WorkingDirectory = Op };
        start.Environment["HOME"] = home;
        Run(start);
    }

    private static void Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{start.FileName} {string.Join(' ', start.ArgumentList)}");
    }

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var c in line)
        {
            if (c == quote) quote = '\0';
            else if (quote == '\0' && c is '\'' or '"') quote = c;
            else if (quote == '\0' && c == ' ')
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else word.Append(c);
        }

        words.Add(word.ToString());
        return words;
    }

    [GeneratedRegex(@"^```python\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SettingsBlock();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();

    [GeneratedRegex(@"\(\d+\.\ds\)")]
    private static partial Regex Duration();
}

using System.Diagnostics;
using System.Text;
using Operon.Cli;

namespace Operon.Diagnostics.Tests;

/// <summary>A user's home with one op in it, in which the commands of a page are run by the program itself.</summary>
internal sealed class Shell : IDisposable
{
    /// <summary>What pages call the home.</summary>
    private const string ShownHome = "/home/me";

    private static readonly Lazy<string> Image = new(MakeImage);

    private readonly string home = Directory.CreateTempSubdirectory("operon-pages-").FullName;

    public Shell(IReadOnlyList<Page.Block> parts)
    {
        Directory.CreateDirectory(Op);
        if (NeedsContainers(parts)) File.CreateSymbolicLink(Path.Combine(home, "image"), Image.Value);
        foreach (var part in parts)
        {
            if (Page.FileOf(part) is not { } name)
            {
                Script(part.Text);
                continue;
            }

            var file = Path.Combine(Op, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, part.Text);
        }
    }

    /// <summary>Whether this user can do what a page shows: some run containers.</summary>
    public static bool CanRun(IReadOnlyList<Page.Block> parts) => !NeedsContainers(parts) || Environment.IsPrivilegedProcess;

    private string Op => Path.Combine(home, "op");

    /// <summary>What a command line such as <c>$ PORT=x operon run .</c> prints on standard error.</summary>
    public async Task<string> RunAsync(string line)
    {
        var words = Words(line.TrimStart('$', ' '));
        var at = words.IndexOf("operon");
        at.ShouldBeGreaterThanOrEqualTo(0, $"'{line}' does not run operon");
        var variables = words.Take(at).Select(w => w.Split('=', 2)).ToDictionary(w => w[0], w => w[1], StringComparer.Ordinal);
        using var error = new StringWriter { NewLine = "\n" };
        await CommandLine.RunAsync([.. words.Skip(at + 1)], new Surroundings
        {
            ProgramName = "operon",
            WorkingDirectory = Op,
            Variable = name => variables.GetValueOrDefault(name) ?? (name switch { "HOME" => home, "PATH" => Environment.GetEnvironmentVariable("PATH"), _ => null }),
            Output = Stream.Null,
            Error = error,
            Clock = TimeProvider.System,
        });
        return error.ToString().Replace(home, ShownHome, StringComparison.Ordinal);
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
}

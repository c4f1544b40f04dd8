using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Operon.EndToEnd;

/// <summary>The program as users start it, with a home of its own and PATH and HOME alone in its environment.</summary>
public sealed class OperonProgram : IDisposable
{
    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly string folder = Directory.CreateTempSubdirectory("operon-e2e-").FullName;

    public OperonProgram()
    {
        Home = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        Work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
    }

    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built program that the launcher starts.</summary>
    public static string Built => Path.Combine(Root, ".build", "program", "operon");

    public string Home { get; }

    /// <summary>An empty working directory.</summary>
    public string Work { get; }

    public string DataDirectory => Path.Combine(Home, ".local", "share", "operon");

    /// <summary>Writes a file below <see cref="Work"/>.</summary>
    public string Write(string path, string content)
    {
        var full = Path.Combine(Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    /// <summary>An op; <c>IMAGE</c> in its text stands for the image of the examples.</summary>
    public void WriteOp(string path, string text)
    {
        Write(Path.Combine(path, "op.yml"), text.Replace("IMAGE", "$(./image)", StringComparison.Ordinal));
        File.CreateSymbolicLink(Path.Combine(Work, path, "image"), Path.Combine(Root, "examples", "image"));
    }

    public Task<Ran> RunAsync(params string[] words) => RunAsync(words, null);

    /// <summary>Runs the program to its end.</summary>
    /// <param name="words">Its arguments.</param>
    /// <param name="whenItPrints">A text on standard output, upon which it gets SIGINT.</param>
    /// <param name="environment">More variables.</param>
    public async Task<Ran> RunAsync(string[] words, string? whenItPrints, params (string Name, string Value)[] environment)
    {
        using var process = Start(words, environment);
        var errors = process.StandardError.ReadToEndAsync();
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.AppendLine(line);
            if (whenItPrints is null || !line.Contains(whenItPrints, StringComparison.Ordinal)) continue;
            Signal(process, 2);
            whenItPrints = null;
        }

        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(bound.Token);
        return new Ran(process.ExitCode, output.ToString(), await errors);
    }

    /// <summary>Starts the program, whose output is for the caller to read.</summary>
    public Process Start(string[] words, params (string Name, string Value)[] environment) => Start(words, ".", environment);

    /// <summary>Starts the program in a folder below <see cref="Work"/>.</summary>
    public Process Start(string[] words, string folder, params (string Name, string Value)[] environment)
    {
        // Whoever runs the tests in the background or by nohup ignores signals, and what is ignored stays so in all that is started.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal", Built, .. words])
        {
            WorkingDirectory = Path.Combine(Work, folder),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        start.Environment["HOME"] = Home;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Sends a signal.</summary>
    public static void Signal(Process process, int signal) => Signal(process.Id, signal);

    /// <summary>Sends a signal.</summary>
    public static void Signal(int process, int signal) => _ = Kill(process, signal);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string FindRoot()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Operon.slnx"))) at = Path.GetDirectoryName(at.TrimEnd('/')) ?? throw new DirectoryNotFoundException("no Operon.slnx above the tests");
        return at.TrimEnd('/');
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    /// <summary>What came of it.</summary>
    public sealed record Ran(int Exit, string Output, string Errors)
    {
        /// <summary>The lines of containers and events, without the id and op in front.</summary>
        public IReadOnlyList<string> Lines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Contains("] ", StringComparison.Ordinal) ? l[(l.IndexOf("] ", StringComparison.Ordinal) + 2)..] : l)];
    }
}

using Operon.Cli.Terminal;

namespace Operon.Cli.Tests;

/// <summary>A user's working directory, and commands run in it within this process.</summary>
internal sealed class WorkingDirectory : IDisposable
{
    private readonly StringWriter error = new() { NewLine = "\n" };
    private readonly MemoryStream output = new();

    /// <param name="prepare">Makes an ordinary user one who can run containers, or tells why that is not possible.</param>
    /// <param name="name">The name of the program.</param>
    /// <param name="input">What is on standard input.</param>
    public WorkingDirectory(Func<Text.Diagnostics.Diagnostic?>? prepare = null, string name = "operon", string input = "") => Surroundings = new Surroundings
    {
        ProgramName = name,
        Input = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)),
        WorkingDirectory = Path,
        Variable = name => Variables.GetValueOrDefault(name),
        Output = output,
        Error = error,
        ReadLine = _ => new TypedLine(Typed.TryDequeue(out var line) ? line : null),
        Clock = TimeProvider.System,
        PrepareForContainers = prepare ?? (() => null),
    };

    public string Path { get; } = Directory.CreateTempSubdirectory("operon-cli-").FullName;

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The lines that are typed where a command asks for some.</summary>
    public Queue<string> Typed { get; } = [];

    public Surroundings Surroundings { get; }

    public string Errors => error.ToString();

    public string Output => System.Text.Encoding.UTF8.GetString(output.ToArray());

    public void Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Runs a command; its runs are kept in the directory too.</summary>
    public Task<int> RunAsync(params string[] words)
    {
        Variables.TryAdd("HOME", Path);
        return CommandLine.RunAsync(words, Surroundings);
    }

    public void Dispose()
    {
        error.Dispose();
        output.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}

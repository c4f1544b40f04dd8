using System.Diagnostics;

namespace Operon.EndToEnd.Terminal;

/// <summary>A terminal in which the program runs as users see it: one window of tmux, of a server of its own.</summary>
internal sealed class Tmux : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string server = $"operon-{Guid.NewGuid():N}";
    private readonly string raw;

    /// <summary>Starts the program in a new window. When it ends, <c>exit CODE</c> is printed.</summary>
    /// <param name="program">Whose home and working directory it has.</param>
    /// <param name="size">Columns and lines.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="environment">Variables beside PATH, HOME, TERM and LANG, or instead of them.</param>
    public Tmux(OperonProgram program, (int Columns, int Lines) size, string words, params (string Name, string Value)[] environment)
        : this(program, $"'{OperonProgram.Built}' {words}", size, environment)
    {
    }

    private Tmux(OperonProgram program, string command, (int Columns, int Lines) size, (string Name, string Value)[] environment)
    {
        raw = Path.Combine(program.Home, $"{server}.raw");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["LANG"] = "C.UTF-8", ["TERM"] = "screen-256color" };
        foreach (var (name, value) in environment) variables[name] = value;
        var set = string.Join(' ', variables.Select(v => $"{v.Key}={v.Value}"));
        program.Write("start.sh", $"stty -echoctl\ntrap : INT\nread go\nenv -i --default-signal PATH=\"$PATH\" HOME='{program.Home}' {set} {command}\necho \"exit $?\"\nwhile :; do read end; done\n");
        Call("-f", "/dev/null", "new-session", "-d", "-x", Number(size.Columns), "-y", Number(size.Lines), "-c", program.Work, "sh start.sh");
        Call("pipe-pane", "-o", $"cat > '{raw}'");
        Call("send-keys", "Enter");
    }

    /// <summary>Starts another program instead, such as a shell.</summary>
    public static Tmux Of(OperonProgram program, string command, (int Columns, int Lines) size, params (string Name, string Value)[] environment) => new(program, command, size, environment);

    /// <summary>All that was written to the terminal.</summary>
    public string Raw => File.ReadAllText(raw);

    /// <summary>What is on it, line by line, without the empty ones at the end.</summary>
    public string[] Screen => Call("capture-pane", "-p").TrimEnd('\n').Split('\n');

    /// <summary>All lines that were ever on it, wrapped ones in one piece.</summary>
    public string[] History => Call("capture-pane", "-p", "-J", "-S", "-").TrimEnd('\n').Split('\n').Select(l => l.TrimEnd()).ToArray();

    public void Resize(int columns, int lines) => Call("resize-window", "-x", Number(columns), "-y", Number(lines));

    public void Type(params string[] keys) => Call(["send-keys", .. keys]);

    /// <summary>Waits for a picture.</summary>
    public async Task<string[]> UntilAsync(Func<string[], bool> condition)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var screen = Screen;
            if (condition(screen)) return screen;
            if (TimeProvider.System.GetElapsedTime(since) > Patience) Assert.Fail($"this never came to be what was waited for:\n{string.Join('\n', screen)}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits for a picture that has the text.</summary>
    public Task<string[]> UntilAsync(string text) => UntilAsync(s => s.Any(l => l.Contains(text, StringComparison.Ordinal)));

    /// <summary>Waits for the end of the program.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await UntilAsync(s => s.Any(l => l.StartsWith("exit ", StringComparison.Ordinal)));
        return int.Parse(Screen.Last(l => l.StartsWith("exit ", StringComparison.Ordinal))["exit ".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        Call("kill-server");
        File.Delete(raw);
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string Call(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", ["-L", server, "-u", .. words]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"tmux {string.Join(' ', words)}: exit code {process.ExitCode}");
        return output;
    }
}

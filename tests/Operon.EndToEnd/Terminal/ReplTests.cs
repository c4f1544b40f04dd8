namespace Operon.EndToEnd.Terminal;

/// <summary>The prompt of Starlark at a real terminal.</summary>
public sealed class ReplTests : IDisposable
{
    private static readonly (int Columns, int Lines) Size = (80, 24);
    private readonly OperonProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Repl_StatementsOfOneLineAndOfMany_ShowTheirValuesAndTheirErrors()
    {
        using var terminal = await StartAsync();

        await EnterAsync(terminal, "x = 'ab' * 2", ">>> ");
        await EnterAsync(terminal, "x", "\"abab\"");
        await EnterAsync(terminal, "def f(n):", "... ");
        await EnterAsync(terminal, "    return n + 41", "... ");
        await EnterAsync(terminal, "", ">>> ");
        await EnterAsync(terminal, "f(1)", "42");
        await EnterAsync(terminal, "1 // 0", "Error: floored division by zero");
        await EnterAsync(terminal, "x +* 2", "got '*', want primary expression");
        await EnterAsync(terminal, "print('still', 'here')", "still here");
        terminal.Type("C-d");

        (await terminal.EndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Repl_Tab_CompletesNamesAndAttributes()
    {
        using var terminal = await StartAsync();

        await EnterAsync(terminal, "server = struct(host = 'joe', port = 1)", ">>> ");
        terminal.Type("-l", "ser");
        terminal.Type("Tab");
        terminal.Type("-l", ".ho");
        terminal.Type("Tab");
        await terminal.UntilAsync(">>> server.host");
        terminal.Type("-l", ".upp");
        terminal.Type("Tab");
        await terminal.UntilAsync(">>> server.host.upper");
        await EnterAsync(terminal, "()", "\"JOE\"");
        terminal.Type("-l", "server.");
        terminal.Type("Tab");

        await terminal.UntilAsync("server.host  server.port");
    }

    [Fact]
    public async Task Repl_Arrows_BringBackLinesOfThisAndOfEarlierSessions()
    {
        using (var terminal = await StartAsync())
        {
            await EnterAsync(terminal, "1000 + 1", "1001");
            await EnterAsync(terminal, "2000 + 1", "2001");
            terminal.Type("Up", "Up", "BSpace");
            await EnterAsync(terminal, "5", "1005");
            terminal.Type("C-d");
            await terminal.EndAsync();
        }

        var kept = Path.Combine(program.DataDirectory, "starlark-history");
        File.GetUnixFileMode(kept).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllLinesAsync(kept, TestContext.Current.CancellationToken)).ShouldBe(["1000 + 1", "2000 + 1", "1000 + 5"]);

        using var later = await StartAsync();
        later.Type("-l", "begun");
        later.Type("Up", "Up", "Up", "Up");
        await later.UntilAsync(">>> 1000 + 1");
        later.Type("Down", "Down", "Down");
        await later.UntilAsync(">>> begun");
    }

    [Fact]
    public async Task Repl_CtrlC_GivesUpWhatIsTypedAndEndsWhatRuns()
    {
        using var terminal = await StartAsync();

        terminal.Type("-l", "nonsense(");
        terminal.Type("C-c");
        await terminal.UntilAsync(s => s.Any(l => l.Contains("nonsense(^C", StringComparison.Ordinal)) && s[^1].TrimEnd() == ">>>");
        await EnterAsync(terminal, "def half():", "... ");
        terminal.Type("C-c");
        await terminal.UntilAsync(s => s[^1].TrimEnd() == ">>>");
        await EnterAsync(terminal, "len([print('runs') for x in range(1)] + [x for x in range(1 << 40)])", "runs");
        terminal.Type("C-c");
        await terminal.UntilAsync("interrupted");
        await EnterAsync(terminal, "3 * 3", "9");
        terminal.Type("C-d");

        (await terminal.EndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Repl_ALineLongerThanTheTerminal_StaysOnOneLine()
    {
        using var terminal = await StartAsync();

        await EnterAsync(terminal, $"len('{new string('a', 150)}')", "150");

        terminal.Screen.Count(line => line.Contains("aaa", StringComparison.Ordinal)).ShouldBe(1);
    }

    private async Task<Tmux> StartAsync()
    {
        var terminal = new Tmux(program, Size, "starlark repl");
        await terminal.UntilAsync(">>> ".TrimEnd());
        return terminal;
    }

    // Types a line and waits for what is the last or the last but one on the screen then.
    private static async Task EnterAsync(Tmux terminal, string line, string answer)
    {
        if (line.Length > 0) terminal.Type("-l", line);
        if (line.Length > 0) await terminal.UntilAsync(line[^Math.Min(line.Length, 20)..]);
        terminal.Type("Enter");
        await terminal.UntilAsync(s => s[^1].StartsWith(answer.TrimEnd(), StringComparison.Ordinal) && s[^1].TrimEnd() == answer.TrimEnd()
            || s.Length > 1 && s[^2].Contains(answer, StringComparison.Ordinal) || s.Length == 1 && s[0].Contains(answer, StringComparison.Ordinal));
    }
}

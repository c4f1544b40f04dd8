using System.Text.RegularExpressions;

namespace Operon.EndToEnd.Terminal;

/// <summary>What users see of a run in a terminal.</summary>
public sealed partial class LiveRunTests : IDisposable
{
    private readonly OperonProgram program = new();

    public void Dispose() => program.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public async Task Run_ThatFails_EndsWithItsCallsAndTheCause(int columns)
    {
        program.WriteOp("main", "name: main\nrun: { serial: [ { name: good, container: { image: { ref: IMAGE }, cmd: [echo, fine] } }, { name: bad, container: { image: { ref: IMAGE }, cmd: [sh, -c, 'echo about to fail; exit 3'] } } ] }");
        using var terminal = new Tmux(program, (columns, 40), "run main");

        (await terminal.EndAsync()).ShouldBe(1);

        var lines = terminal.History.Select(l => Spaces().Replace(Time().Replace(l, "TIME"), " ")).ToList();
        lines.ShouldContain("[good] fine");
        lines.ShouldContain("[bad ] about to fail");
        lines.ShouldContain("[bad ] failed after TIME with exit code 3");
        var tree = lines.FindIndex(l => l.StartsWith("✗ ./main", StringComparison.Ordinal));
        lines.Skip(tree).Take(3).ShouldBe(["✗ ./main TIME", " ✓ good ./main/image TIME", columns == 40 ? " ✗ bad exit code 3 ./main/im… TIME" : " ✗ bad exit code 3 ./main/image TIME"]);
        lines.Skip(tree + 3).Take(2).ShouldBe(["the last lines of bad:", " about to fail"]);
        var more = lines.Single(l => l.StartsWith("all of it: operon ", StringComparison.Ordinal))["all of it: operon ".Length..];
        more.ShouldMatch("^runs logs [0-9a-f]{8} --call serial/bad$");
        (await program.RunAsync(more.Split(' '))).Output.ShouldBe("about to fail\n");
        lines.ShouldContain(l => l.Contains("OPS0515: nonzero container exit code: 3", StringComparison.Ordinal));
        terminal.History.ShouldAllBe(l => l.Length <= columns || !l.EndsWith('s'));
    }

    [Fact]
    public async Task Run_WithMoreCallsThanLines_ShowsWhatFitsAndHowManyMore()
    {
        program.WriteOp("main", $"name: main\nrun: {{ parallelLoop: {{ range: [{string.Join(", ", Enumerable.Range(0, 20))}], run: {{ name: worker, container: {{ image: {{ ref: IMAGE }}, cmd: [sh, -c, 'echo ready; sleep 1000'] }} }} }} }}");
        using var terminal = new Tmux(program, (60, 15), "run main");

        var screen = await terminal.UntilAsync(s => s.Any(l => l.Contains("── 22 running, 0 done", StringComparison.Ordinal)) && s.Count(l => l.Contains("] ready", StringComparison.Ordinal)) > 3);

        screen.Count(l => WorkerRow().IsMatch(l)).ShouldBeInRange(4, 8);
        screen.Length.ShouldBeLessThanOrEqualTo(15);
        var shown = screen.Count(l => WorkerRow().IsMatch(l));
        screen.ShouldContain(l => l.Trim() == $"… {20 - shown} more");

        while (terminal.History.Count(l => l == "[worker] ready") < 20) await Task.Delay(20);
        terminal.Type("C-c");
        (await terminal.EndAsync()).ShouldBe(137);
        terminal.History.Count(l => l == "[worker] ready").ShouldBe(20);
        terminal.History.Count(l => l.Contains(" running, ", StringComparison.Ordinal)).ShouldBe(0);
        terminal.History.ShouldContain("Gracefully stopping... (signal Control-C again to force)");
    }

    [Fact]
    public async Task Run_WhileTheTerminalChangesItsSize_LeavesNoRemainsOfPictures()
    {
        program.WriteOp("main", "name: main\nrun: { name: long, container: { image: { ref: IMAGE }, cmd: [sh, -c, 'for i in 1 2 3 4 5 6 7 8; do echo line $i; sleep 0.3; done'] } }");
        using var terminal = new Tmux(program, (80, 20), "run main");
        foreach (var (columns, after) in ((int, string)[])[(50, "line 2"), (30, "line 4"), (100, "line 6")])
        {
            await terminal.UntilAsync(after);
            terminal.Resize(columns, 20);
        }

        (await terminal.EndAsync()).ShouldBe(0);

        // What a terminal moves out of its screen while it changes its size nobody can take back.
        terminal.Screen.ShouldNotContain(l => l.Contains("running,", StringComparison.Ordinal));
        terminal.History.Where(l => l.Contains("line ", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(1, 8).Select(i => $"[long] line {i}"), string.Join('\n', terminal.History));
    }

    [Fact]
    public async Task Run_WhoseContainerDrivesTheTerminal_KeepsOnlyColours()
    {
        program.WriteOp("main", @"name: main
run: { name: wild, container: { image: { ref: IMAGE }, cmd: [printf, '\033[2J\033[Hat home\033]0;title\007\n\033[32mgreen\033[0m\n10%%\r20%%\r30%%\r\n\033P1;2q\033\\after\033[6n\n'] } }");
        using var terminal = new Tmux(program, (80, 20), "run main");

        (await terminal.EndAsync()).ShouldBe(0);

        terminal.History.Where(l => l.StartsWith("[wild]", StringComparison.Ordinal)).ShouldBe(["[wild] at home", "[wild] green", "[wild] 30%", "[wild] after"]);
        terminal.Raw.ShouldContain("\e[32mgreen\e[0m");
        terminal.Raw.ShouldNotContain("\e[2J");
        terminal.Raw.ShouldNotContain("title");
        terminal.Raw.ShouldNotContain("\e[6n");
    }

    [Fact]
    public async Task Run_InTerminalsThatAskForLess_IsWithoutColoursOrPictures()
    {
        program.WriteOp("main", "name: main\nrun: { name: one, container: { image: { ref: IMAGE }, cmd: [printf, '\\033[31mred\\033[0m\\n'] } }");

        using (var plain = new Tmux(program, (80, 20), "run main", ("NO_COLOR", "1")))
        {
            (await plain.EndAsync()).ShouldBe(0);
            Colour().IsMatch(plain.Raw).ShouldBeFalse();
            plain.History.ShouldContain("[one] red");
        }

        using (var dumb = new Tmux(program, (80, 20), "run main", ("TERM", "dumb")))
        {
            (await dumb.EndAsync()).ShouldBe(0);
            dumb.Raw.ShouldNotContain("\e");
        }

        using (var ascii = new Tmux(program, (80, 20), "run main", ("LANG", "C")))
        {
            (await ascii.EndAsync()).ShouldBe(0);
            ascii.Raw.All(char.IsAscii).ShouldBeTrue(ascii.Raw);
            ascii.History.ShouldContain(l => l.StartsWith("+ ./main", StringComparison.Ordinal));
        }

        using var lines = new Tmux(program, (80, 20), "run --no-progress main");
        (await lines.EndAsync()).ShouldBe(0);
        lines.Raw.ShouldNotContain("\e[?25l");
        lines.History.ShouldContain(l => l.StartsWith("✓ ./main", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_InterruptedTwice_LeavesTheTerminalAsItWas()
    {
        program.WriteOp("main", "name: main\nrun: { name: stubborn, container: { image: { ref: IMAGE }, cmd: [sh, -c, 'trap \"\" TERM; echo ready; while :; do sleep 1; done'] } }");
        using var terminal = new Tmux(program, (80, 20), "run main");
        await terminal.UntilAsync("] ready");

        terminal.Type("C-c");
        await terminal.UntilAsync("Gracefully stopping");
        terminal.Type("C-c");

        (await terminal.EndAsync()).ShouldBe(130);
        var raw = terminal.Raw;
        raw.LastIndexOf("\e[?25h", StringComparison.Ordinal).ShouldBeGreaterThan(raw.LastIndexOf("\e[?25l", StringComparison.Ordinal));
        terminal.Screen.ShouldNotContain(l => l.Contains("running,", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\b(\d+ms|\d+\.\ds|\d+m\d\ds)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(" +", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^ +\S worker\[\d+\] ", RegexOptions.CultureInvariant)]
    private static partial Regex WorkerRow();

    [GeneratedRegex(@"\e\[[0-9;]*m", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}

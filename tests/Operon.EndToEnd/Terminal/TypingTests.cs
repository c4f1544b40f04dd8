using System.Diagnostics;
using System.Text;

namespace Operon.EndToEnd.Terminal;

/// <summary>The program at a real terminal, with somebody who types.</summary>
public sealed class TypingTests : IDisposable
{
    private const string Interrupt = "\x03";
    private const string EndOfInput = "\x04";
    private readonly OperonProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task AuthAdd_WithoutALogin_AsksForItAndDoesNotShowThePassword()
    {
        var seen = await TypeAsync(["auth", "add", "registry.example"], ("Username: ", "joe\r"), ("Password: ", "s3cret-word\r"));

        seen.Exit.ShouldBe(0, seen.Screen);
        seen.Screen.ShouldContain("joe");
        seen.Screen.ShouldNotContain("s3cret-word");
        var kept = await File.ReadAllTextAsync(Path.Combine(program.DataDirectory, "logins.json"), TestContext.Current.CancellationToken);
        kept.ShouldContain("\"joe\"");
        kept.ShouldContain("\"s3cret-word\"");
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(EndOfInput)]
    public async Task AuthAdd_GivenUp_KeepsNothing(string key)
    {
        var seen = await TypeAsync(["auth", "add", "registry.example"], ("Username: ", "joe\r"), ("Password: ", key));

        seen.Exit.ShouldBe(1, seen.Screen);
        File.Exists(Path.Combine(program.DataDirectory, "logins.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task Run_MissingInputs_AreAskedForWithWhatIsKnownOfThemUntilTheyFit()
    {
        program.WriteOp(".", """
            name: asks
            inputs:
              b: { description: how many of them, number: { constraints: { maximum: 5 } } }
              a: { string: { isSecret: true } }
              c: { string: { default: d } }
            run: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'echo "got $(b) $(c)"'] } }
            """);

        var seen = await TypeAsync(["run", "."], ("'a'", "hidden-word\r"), ("'b'", "many\r"), ("invalid value for 'b'", "9\r"), ("invalid value for 'b'", "4\r"));

        seen.Exit.ShouldBe(0, seen.Screen);
        seen.Screen.ShouldContain("how many of them");
        seen.Screen.ShouldContain("{\"maximum\":5}");
        seen.Screen.ShouldContain("got 4 d");
        seen.Screen.ShouldNotContain("hidden-word");
    }

    [Fact]
    public async Task Run_AtATerminal_NamesTheCallInFrontOfItsLines()
    {
        program.WriteOp(".", "name: named\nrun: { serial: [{ name: compile, container: { image: { ref: IMAGE }, cmd: [echo, compiled] } }, { container: { image: { ref: IMAGE }, cmd: [echo, linked] } }] }\n");

        var seen = await TypeAsync(["run", "."]);

        seen.Exit.ShouldBe(0, seen.Screen);
        seen.Screen.ShouldMatch(@"\[compile *\] compiled");
        seen.Screen.ShouldMatch(@"\[serial/\[1\] *\] linked");
    }

    [Fact]
    public async Task Run_ControlC_LetsContainersEndInOrder()
    {
        WriteTrap("echo bye; exit 0");

        var seen = await TypeAsync(["run", "."], ("] ready", Interrupt));

        seen.Exit.ShouldBe(137, seen.Screen);
        seen.Screen.ShouldContain("] bye");
        seen.Screen.ShouldContain("! .  killed");
    }

    [Fact]
    public async Task Run_ControlCTwice_LeavesAtOnce()
    {
        WriteTrap("echo stays; sleep 60");

        var seen = await TypeAsync(["run", "."], ("] ready", Interrupt), ("] stays", Interrupt));

        seen.Exit.ShouldBe(130, seen.Screen);
    }

    private void WriteTrap(string onTerminate) =>
        program.WriteOp(".", $"name: waits\nrun: {{ container: {{ image: {{ ref: IMAGE }}, cmd: [sh, -c, 'trap \"{onTerminate}\" TERM; echo ready; while :; do sleep 0.1; done'] }} }}\n");

    // 'script' makes the terminal, and types what it reads.
    private async Task<(int Exit, string Screen)> TypeAsync(string[] words, params (string After, string Keys)[] typed)
    {
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--flush", "--command", string.Join(' ', ["exec", OperonProgram.Built, .. words]), "/dev/null"])
        {
            WorkingDirectory = program.Work,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["HOME"] = program.Home;
        start.Environment["TERM"] = "xterm";
        start.Environment["NO_COLOR"] = "1";
        start.Environment["SHELL"] = "/bin/sh";
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromMinutes(2));
        using var process = Process.Start(start)!;
        var screen = new StringBuilder();
        var from = 0;
        var next = 0;
        var buffer = new char[4096];
        while (await process.StandardOutput.ReadAsync(buffer, bound.Token) is var read and > 0)
        {
            screen.Append(buffer, 0, read);
            if (next == typed.Length || screen.ToString().IndexOf(typed[next].After, from, StringComparison.Ordinal) is not (var at and >= 0)) continue;
            from = at + typed[next].After.Length;

            // What is typed before the program listens is shown by the terminal, and read all the same.
            await Task.Delay(300, TestContext.Current.CancellationToken);
            await process.StandardInput.WriteAsync(typed[next++].Keys);
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, screen.ToString().Replace("\r", "", StringComparison.Ordinal));
    }
}

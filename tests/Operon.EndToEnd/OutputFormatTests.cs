using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Operon.EndToEnd.Terminal;
using Operon.Testing;

namespace Operon.EndToEnd;

/// <summary>Output for programs and for the logs of jobs, and what a command does whose output nobody takes.</summary>
public sealed partial class OutputFormatTests : IDisposable
{
    private const string Secret = "s3cret-of-formats";

    private static readonly (string, string)[] InGitHub = [("GITHUB_ACTIONS", "true"), ("CI", "true")];
    private readonly OperonProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Run_AsNdjson_TellsEveryByteAndTheResultAndNothingElse()
    {
        program.WriteOp("main", """
            name: main
            inputs: { token: { string: { isSecret: true } } }
            run:
              serial:
                - parallelLoop:
                    range: [1, 2, 3]
                    vars: { value: $(number) }
                    run: { container: { image: { ref: IMAGE }, envVars: { TOKEN: $(token) }, cmd: [sh, -c, 'printf "\\303\\251 \\377 $TOKEN $(number)\n"; echo err >&2'] } }
                - { name: bad, container: { image: { ref: IMAGE }, cmd: [sh, -c, 'printf partial; exit 3'] } }
            """);

        var ran = await program.RunAsync("run", "main", "-a", $"token={Secret}", "--output", "ndjson");

        ran.Exit.ShouldBe(1, ran.Errors);
        ran.Output.ShouldNotContain(Secret);
        ran.Errors.ShouldNotContain(Secret);
        using var shape = JsonShape.Of("run-event.1");
        var lines = ran.Output.TrimEnd('\n').Split('\n').Select(l =>
        {
            shape.Problems(l).ShouldBeEmpty(l);
            return JsonDocument.Parse(l).RootElement;
        }).ToList();
        lines.SkipLast(1).Select(l => l.GetProperty("number").GetInt32()).ShouldBe(Enumerable.Range(1, lines.Count - 1));
        var written = lines.Where(l => l.GetProperty("type").GetString() == "output" && l.GetProperty("stream").GetString() == "stdout")
            .GroupBy(l => l.GetProperty("call").GetString(), l => l.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : l.GetProperty("base64").GetBytesFromBase64())
            .Select(pieces => Convert.ToHexString([.. pieces.SelectMany(p => p)])).ToList();
        for (var i = 1; i <= 3; i++) written.ShouldContain(Convert.ToHexString([0xc3, 0xa9, 0x20, 0xff, .. Encoding.UTF8.GetBytes($" <secret token> {i}\n")]));
        written.ShouldContain(Convert.ToHexString("partial"u8));
        var result = lines[^1];
        (result.GetProperty("type").GetString(), result.GetProperty("result").GetString(), result.GetProperty("exitCode").GetInt32()).ShouldBe(("result", "failed", 1));
        result.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("OPS0515");
        ran.Errors.ShouldContain("] partial\n");
    }

    [Fact]
    public async Task Run_AsNdjson_OfManyLines_LosesNone()
    {
        program.WriteOp("main", "name: main\nrun: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'i=0; while [ $i -lt 20000 ]; do echo line $i; i=\\$((i+1)); done'] } }");

        var ran = await program.RunAsync("run", "main", "--output", "ndjson");

        ran.Exit.ShouldBe(0, ran.Errors);
        var text = string.Concat(ran.Output.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).Where(l => l.TryGetProperty("text", out _)).Select(l => l.GetProperty("text").GetString()));
        text.ShouldBe(string.Concat(Enumerable.Range(0, 20000).Select(i => $"line {i}\n")));
    }

    [Fact]
    public async Task Run_InAGitHubJob_GroupsItsStepsAndObeysNoContainer()
    {
        WriteHostile();
        var summary = program.Write("summary.md", "");

        var ran = await JobAsync([.. InGitHub, ("GITHUB_WORKSPACE", program.Work), ("GITHUB_STEP_SUMMARY", summary)]);

        ran.Exit.ShouldBe(1);
        ran.Errors.ShouldBeEmpty("a log has one order");
        var obeyed = Obeyed(ran.Output);
        obeyed.Count.ShouldBe(5, string.Join('\n', obeyed));
        obeyed.Take(4).ShouldBe(["::group::evil  ./main/image", "::endgroup::", "::group::bad  ./main/image", "::endgroup::"]);
        obeyed[4].ShouldMatch("^::error file=main/op.yml,line=[0-9]+,col=[0-9]+,title=OPS0515%3A [^:]*::nonzero container exit code: 3$");
        ran.Output.ShouldContain("] ::add-mask::forged\n");
        ran.Output.ShouldNotContain("\r");
        var written = await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken);
        written.ShouldStartWith("❌ ` ./main ` failed after ");
        written.ShouldContain("OPS0515: nonzero container exit code: 3");
    }

    [Fact]
    public async Task Run_InAGitLabJob_FoldsItsStepsAndLetsNoContainerDoSo()
    {
        WriteHostile();

        var ran = await JobAsync(("GITLAB_CI", "true"));

        ran.Exit.ShouldBe(1);
        var sections = Section().Matches(ran.Output).Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}").ToList();
        sections.Count.ShouldBe(4, ran.Output);
        sections.Select(s => s.Split(' ')[0]).ShouldBe(["start", "end", "start", "end"]);
        sections[0][6..].ShouldBe(sections[1][4..]);
        ran.Output.ShouldContain("[collapsed=true]\r\e[0Kevil  ./main/image\n");
        ran.Output.ShouldContain("\e[31merror OPS0515:");
        ran.Output.ShouldNotContain("section_start:1:forged\r");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("ndjson")]
    public async Task Run_InAJobThatWantsAnotherForm_HasThat(string format)
    {
        program.WriteOp("main", "name: main\nrun: { serial: [ { container: { image: { ref: IMAGE }, cmd: [echo, hello] } } ] }");
        var ran = await program.RunAsync(["run", "main", "--output", format], null, InGitHub);
        ran.Exit.ShouldBe(0, ran.Errors);
        ran.Output.ShouldNotContain("::");
    }

    [Theory]
    [InlineData("events | head -n 1", "0 0")]
    [InlineData("events --output ndjson | head -n 1", "0 0")]
    [InlineData("runs ls | tee copy | head -n 1", "0 0 0")]
    [InlineData("runs attach $(cat live) | head -n 1", "0 0")]
    [InlineData("runs logs -f $(cat live) | head -n 1", "0 0")]
    [InlineData("events > /dev/full", "1")]
    [InlineData("runs logs -f $(cat live) > /dev/full", "1")]
    [InlineData("runs ls > /dev/full", "1")]
    [InlineData("runs ls --json > /dev/full", "1")]
    [InlineData("version > /dev/full", "1")]
    [InlineData("ls > /dev/full", "1")]
    [InlineData("runs show $(cat live) >&-", "0")]
    [InlineData("runs ls >&- 2>&-", "0")]
    public async Task Command_WhoseOutputNobodyTakes_Ends(string command, string exits)
    {
        program.WriteOp("main", "name: main\nrun: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'echo ready; sleep 1000'] } }");
        using var run = program.Start(["run", "main"]);
        while (await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("] ready", StringComparison.Ordinal))
        {
            if (line.EndsWith("started op", StringComparison.Ordinal)) program.Write("live", line[1..9]);
        }

        try
        {
            await EndsAsync(command, exits);
        }
        finally
        {
            OperonProgram.Signal(run, 2);
            await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task EndsAsync(string command, string exits)
    {
        var script = program.Write("pipe.sh", $"'{OperonProgram.Built}' {command}\necho exits ${{PIPESTATUS[@]}} >&3\n");
        using var shell = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", $"timeout 60 bash {script} 3>exits"])
        {
            WorkingDirectory = program.Work,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = program.Home },
        })!;
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        var all = await errors;
        File.ReadAllText(Path.Combine(program.Work, "exits")).Trim().ShouldBe($"exits {exits}", all);
        all.ShouldNotContain("   at ");
        if (command.EndsWith("/dev/full", StringComparison.Ordinal)) all.ShouldContain("HST0001: cannot write standard output");
    }

    [Fact]
    public async Task Diagnostics_AtATerminal_AreColouredAndFitIt_UnlessSomebodyAsksForLess()
    {
        program.Write("wide/op.yml", $"name: wide\ndescription: {string.Concat(Enumerable.Repeat("日本", 30))}\nrun: {{ {string.Concat(Enumerable.Repeat("serial: [], ", 1))} nonsense-{new string('字', 40)}: 3 }}\n");
        using (var terminal = new Tmux(program, (60, 20), "op validate wide"))
        {
            (await terminal.EndAsync()).ShouldBe(1);
            terminal.Raw.ShouldContain("\e[31merror OPS");
            var excerpt = terminal.Screen.Single(l => l.Contains(" | ", StringComparison.Ordinal) && l.Contains("nonsense", StringComparison.Ordinal));
            terminal.Screen.ShouldContain(l => l.TrimStart().StartsWith("| ", StringComparison.Ordinal) && l.Contains('^', StringComparison.Ordinal) && l.IndexOf('^', StringComparison.Ordinal) == excerpt.IndexOf("nonsense", StringComparison.Ordinal));
        }

        foreach (var (name, value, words) in ((string, string, string)[])[("NO_COLOR", "1", ""), ("CLICOLOR", "0", ""), ("TERM", "dumb", ""), ("X", "1", " --no-color")])
        {
            using var plain = new Tmux(program, (60, 20), $"op validate wide{words}", (name, value));
            (await plain.EndAsync()).ShouldBe(1);
            plain.Raw.ShouldNotContain("\e[31m", customMessage: name);
        }

        using (var ascii = new Tmux(program, (60, 20), "op validate wide", ("LANG", "C")))
        {
            (await ascii.EndAsync()).ShouldBe(1);
            ascii.Raw.All(char.IsAscii).ShouldBeTrue(ascii.Raw);
        }

        (await program.RunAsync("op", "validate", "wide")).Errors.ShouldNotContain("\e");
        (await program.RunAsync(["op", "validate", "wide"], null, ("CLICOLOR_FORCE", "1"))).Errors.ShouldContain("\e[31m");
    }

    [Fact]
    public async Task Run_WhoseTerminalIsClosed_StopsItsContainersAndLeavesNothing()
    {
        program.WriteOp("main", "name: main\nrun: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'echo ready; sleep 31415'] } }");
        using (var terminal = new Tmux(program, (80, 20), "run main")) await terminal.UntilAsync("] ready");

        string state;
        do
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            using var json = JsonDocument.Parse((await program.RunAsync("runs", "ls", "--json")).Output);
            state = json.RootElement.GetProperty("runs")[0].GetProperty("state").GetString()!;
        }
        while (state == "running");

        state.ShouldBe("killed");
        foreach (var process in Directory.GetDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            string words;
            try
            {
                words = await File.ReadAllTextAsync(Path.Combine(process, "cmdline"), TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                continue;
            }

            words.ShouldNotContain("sleep\031415");
        }
    }

    [Fact]
    public async Task Run_Terminated_StopsItsContainers()
    {
        program.WriteOp("main", "name: main\nrun: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'trap \"echo bye; exit 0\" TERM; echo ready; while :; do sleep 0.1; done'] } }");
        using var run = program.Start(["run", "main"]);
        while (await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("] ready", StringComparison.Ordinal))
        {
            // Until it is there.
        }

        OperonProgram.Signal(run, 15);
        (await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("] bye\n");
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        run.ExitCode.ShouldBe(137);
    }

    // Byte for byte: what separates lines is part of it.
    private async Task<OperonProgram.Ran> JobAsync(params (string Name, string Value)[] environment)
    {
        using var process = program.Start(["run", "main"], environment);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new OperonProgram.Ran(process.ExitCode, output, await errors);
    }

    private void WriteHostile() => program.WriteOp("main", """
        name: main
        run:
          serial:
            - { name: evil, container: { image: { ref: IMAGE }, cmd: [printf, '::add-mask::forged\n  ::set-env name=A::b\nx\r::error::forged\n##[add-mask]forged\n::stop-commands::mine\n::mine::\n::endgroup::\nsection_start:1:forged\r\033[0Kforged\n\033[0Ksection_end:1:forged\r\033[0K'] } }
            - { name: bad, container: { image: { ref: IMAGE }, cmd: [sh, -c, 'echo ::error::last >&2; exit 3'] } }
        """);

    // The commands that the service would obey, by its rules.
    private static List<string> Obeyed(string log)
    {
        var obeyed = new List<string>();
        string? token = null;
        foreach (var line in log.Split(['\n', '\r']).Select(l => l.TrimStart()))
        {
            if (token is not null) token = line == $"::{token}::" ? null : token;
            else if (line.StartsWith("::stop-commands::", StringComparison.Ordinal)) token = line["::stop-commands::".Length..];
            else if (line.StartsWith("::", StringComparison.Ordinal) || line.Contains("##[", StringComparison.Ordinal)) obeyed.Add(line);
        }

        token.ShouldBeNull();
        return obeyed;
    }

    [GeneratedRegex(@"section_(start|end):[0-9]+:([a-zA-Z0-9_.-]+)(?:\[[^\]]*\])?\r\e\[0K", RegexOptions.CultureInvariant)]
    private static partial Regex Section();
}

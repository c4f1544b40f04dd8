using Operon.EndToEnd.Terminal;

namespace Operon.EndToEnd.Completion;

/// <summary>Somebody types in a real shell, and presses the tabulator key. Each shell reads its script as the help of <c>completion</c> says.</summary>
public sealed class ShellTests : IDisposable
{
    private const string Prompt = "> ";
    private const string Tab = "Tab";
    private readonly OperonProgram program = new();

    public ShellTests()
    {
        Directory.CreateDirectory(Path.Combine(program.Work, "bin"));
        foreach (var name in (string[])["operon", "opctl"]) File.CreateSymbolicLink(Path.Combine(program.Work, "bin", name), OperonProgram.Built);
        program.Write(".opspec/build/op.yml", """
            name: build
            description: Builds all of it
            inputs:
              my name: { string: {} }
              level: { string: { constraints: { enum: [debug, release] } } }
              strict: { description: how strict, boolean: { default: false } }
              src: { dir: { default: . } }
            run: { serial: [] }
            """);
        program.Write(".opspec/it's mine/op.yml", "name: mine\n");
        program.Write(".opspec/deploy/prod/op.yml", "name: prod\n");
        program.Write("tools/op.yml", "name: tools\n");
        program.Write("bash.rc", $"PS1='{Prompt}'\nbind 'set bell-style none'\nsource <(operon completion bash)\nsource <(opctl completion bash)\n");
        program.Write("bash-completion.rc", $"PS1='{Prompt}'\nbind 'set bell-style none'\n. /usr/share/bash-completion/bash_completion\nsource <(operon completion bash)\nsource <(opctl completion bash)\n");
        program.Write("zsh/.zshrc", $"PS1='{Prompt}'\nunsetopt beep\nautoload -Uz compinit && compinit -D\nsource <(operon completion zsh)\nsource <(opctl completion zsh)\n");
        program.Write("start.fish", $"function fish_prompt; echo -n '{Prompt}'; end\nset -g fish_greeting\nset -g fish_autosuggestion_enabled 0\noperon completion fish | source\nopctl completion fish | source\n");
    }

    public static TheoryData<string> Shells => ["bash", "bash-completion", "zsh", "fish"];

    public void Dispose() => program.Dispose();

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tab_AfterTheBeginningOfAWord_CompletesIt(string shell)
    {
        using var terminal = await StartAsync(shell);

        (await TypedAsync(terminal, "operon vers")).ShouldBe("operon version ");
        (await TypedAsync(terminal, "opctl op vali")).ShouldBe("opctl op validate ");
        (await TypedAsync(terminal, "operon run bui")).ShouldBe("operon run build ");
        (await TypedAsync(terminal, "operon run dep")).ShouldBe("operon run deploy/prod ");
        (await TypedAsync(terminal, "operon run ./to")).ShouldBe("operon run ./tools ");
        (await TypedAsync(terminal, "operon run build --max")).ShouldBe("operon run build --max-containers ");
        (await TypedAsync(terminal, "operon run build --output js")).ShouldBe("operon run build --output json ");
        (await TypedAsync(terminal, "operon run build --output=js")).ShouldBe("operon run build --output=json ");
        (await TypedAsync(terminal, "operon --data-dir=zsh --container-runtime e")).ShouldBe("operon --data-dir=zsh --container-runtime embedded ");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tab_InInputs_CompletesTheirNamesAndThenTheirValues(string shell)
    {
        using var terminal = await StartAsync(shell);

        (await TypedAsync(terminal, "operon run build -a lev")).ShouldBe("operon run build -a level=");
        (await TypedAsync(terminal, "operon run build -a level=rel")).ShouldBe("operon run build -a level=release ");
        (await TypedAsync(terminal, "operon run build -a strict=t")).ShouldBe("operon run build -a strict=true ");
        (await TypedAsync(terminal, "operon run build -a src=to")).ShouldBe("operon run build -a src=tools/");
        (await TypedAsync(terminal, "operon run build --args=lev")).ShouldBe("operon run build --args=level=");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tab_InNamesWithBlanksAndQuotes_WritesThemAsTheShellNeedsThem(string shell)
    {
        using var terminal = await StartAsync(shell);

        (await TypedAsync(terminal, "operon run it")).ShouldBe(@"operon run it\'s\ mine ");
        (await TypedAsync(terminal, "operon run \"it")).ShouldBe("operon run \"it's mine\" ");
        (await TypedAsync(terminal, @"operon run build -a my\ n")).ShouldStartWith(@"operon run build -a my\ name=");
        (await TypedAsync(terminal, "operon run build -a my")).ShouldStartWith(@"operon run build -a my\ name=");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tab_AfterAnEmptyWord_ListsWhatThereIs(string shell)
    {
        (await program.RunAsync("run", "build", "-a", "my name=x", "-a", "level=debug")).Exit.ShouldBe(0);
        var run = Path.GetFileName(Directory.EnumerateDirectories(Path.Combine(program.DataDirectory, "runs")).Single())[..8];
        using var terminal = await StartAsync(shell);
        var isBash = shell.StartsWith("bash", StringComparison.Ordinal);

        var ops = await ListedAsync(terminal, isBash, "operon run ", "deploy/prod");
        ops.ShouldContain("build");
        ops.ShouldContain("mine");
        var inputs = await ListedAsync(terminal, isBash, "operon run build -a level=debug -a ", "my");
        inputs.ShouldContain("strict=");
        inputs.Split('\n').Where(l => !l.StartsWith(Prompt, StringComparison.Ordinal)).ShouldAllBe(l => !l.Contains("level=", StringComparison.Ordinal));
        var runs = await ListedAsync(terminal, isBash, "operon runs logs ", "last");
        runs.ShouldContain(run);
        var commands = await ListedAsync(terminal, isBash, "operon run", "runs");
        if (isBash) return;

        ops.ShouldContain("Builds all of it");
        inputs.ShouldContain("how strict");
        runs.ShouldContain("succeeded");
        commands.ShouldContain("Look at past runs");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Tab_WhereNothingFits_LeavesTheLineAndSaysNothing(string shell)
    {
        program.Write(".opspec/broken/op.yml", "name: [");
        using var terminal = await StartAsync(shell);

        foreach (var line in (string[])["operon zzz", "operon run nowhere -a x", "operon run broken -a x", "operon --no-such x", "operon runs logs zzz", "operon --data-dir=/proc/1/mem runs show x"])
        {
            (await TypedAsync(terminal, line)).TrimEnd().ShouldBe(line);
        }
    }

    private async Task<Tmux> StartAsync(string shell)
    {
        var command = shell switch
        {
            "zsh" => "zsh -i",
            "fish" => "fish --no-config -i -C 'source start.fish'",
            _ => $"bash --noprofile --rcfile {shell}.rc -i",
        };
        var terminal = Tmux.Of(program, command, (150, 40), ("PATH", $"{program.Work}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("ZDOTDIR", Path.Combine(program.Work, "zsh")), ("SHELL", "/bin/sh"));
        await terminal.UntilAsync(s => s[^1].TrimEnd() == Prompt.TrimEnd());
        return terminal;
    }

    // What is typed and completed, and a mark typed after it, which shows where the cursor is and that the shell listens again.
    private static async Task<string> TypedAsync(Tmux terminal, string line)
    {
        const string mark = "@@";
        terminal.Type("-l", line);
        terminal.Type(Tab);
        terminal.Type("-l", mark);
        var screen = await terminal.UntilAsync(s => s.Any(l => l.StartsWith(Prompt, StringComparison.Ordinal) && l.Contains(mark, StringComparison.Ordinal)));
        var typed = screen.Last(l => l.StartsWith(Prompt, StringComparison.Ordinal))[Prompt.Length..];
        typed.ShouldContain(mark, customMessage: string.Join('\n', screen));
        await ClearAsync(terminal);
        string.Join('\n', screen).ShouldNotMatch("(?i)error|exception|not found|no such file");
        return typed[..typed.IndexOf(mark, StringComparison.Ordinal)];
    }

    // Bash lists at the second time.
    private static async Task<string> ListedAsync(Tmux terminal, bool isBash, string line, string expected)
    {
        terminal.Type("-l", line);
        terminal.Type(Tab);
        if (isBash) terminal.Type(Tab);
        var screen = string.Join('\n', await terminal.UntilAsync(s => s.Any(l => !l.StartsWith(Prompt + line.Trim(), StringComparison.Ordinal) && l.Contains(expected, StringComparison.Ordinal))));
        await ClearAsync(terminal);
        return screen;
    }

    private static async Task ClearAsync(Tmux terminal)
    {
        terminal.Type("C-c");
        await terminal.UntilAsync(s => s[^1].TrimEnd() == Prompt.TrimEnd());
        terminal.Type("C-l");
        await terminal.UntilAsync(s => s.Length == 1 && s[0].TrimEnd() == Prompt.TrimEnd());
    }
}

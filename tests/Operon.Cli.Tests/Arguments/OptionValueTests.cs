using System.CommandLine;

namespace Operon.Cli.Tests.Arguments;

/// <summary>Every option of every command that reads its value: what is none of its values is told, and ends no program otherwise.</summary>
public sealed class OptionValueTests : IDisposable
{
    private static readonly string[] BadValues = ["x", "99999999999999999999", "-1", "", "1.2.3", "７", "\u0000"];

    private readonly WorkingDirectory directory = new();

    [Fact]
    public async Task Run_WithAValueThatAnOptionDoesNotTake_Is1AndSaysWhy()
    {
        var read = Commands().SelectMany(c => c.Options.Where(IsRead).Select(o => (Command: c, Option: o))).ToList();
        read.Select(r => $"{CommandLine.PathOf(r.Command)} {r.Option.Name}").ShouldContain("release ls --limit");
        foreach (var (command, option) in read)
        {
            foreach (var value in BadValues)
            {
                // Much is a number of processors.
                if (option.Name == "--cpus" && value.StartsWith("99", StringComparison.Ordinal)) continue;
                foreach (var name in option.Aliases.Append(option.Name)) await IsRefusedAsync(command, name, value);
            }

        }

        // Its value is missing.
        foreach (var command in Commands())
        {
            foreach (var option in command.Options.Where(o => o.ValueType != typeof(bool) && o.Action is null)) await IsRefusedAsync(command, option.Name);
        }
    }

    [Theory]
    [InlineData("runs", "ls", "--limit", "3")]
    [InlineData("runs", "ls", "--limit=3")]
    [InlineData("run", ".", "--plan", "--max-containers", "2", "--cpus", "0.5", "--pids", "9")]
    public async Task Run_WithANumberThatAnOptionTakes_Is0(params string[] words)
    {
        directory.Write("op.yml", "name: test\n");
        (await directory.RunAsync(words)).ShouldBe(0, directory.Errors);
    }

    public void Dispose() => directory.Dispose();

    private async Task IsRefusedAsync(Command command, params string[] option)
    {
        string[] words = [.. CommandLine.PathOf(command).Split(' '), .. command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0).Select(_ => "x"), .. option];
        var told = directory.Errors.Length;
        (await directory.RunAsync(words)).ShouldBe(1, string.Join(' ', words));
        directory.Errors[told..].ShouldStartWith("error CLI0001: ", Case.Sensitive, string.Join(' ', words));
    }

    // Those of text take any, unless they check it.
    private static bool IsRead(Option option) => option.ValueType != typeof(bool) && option.Action is null && (option.Validators.Count > 0 || (option.ValueType != typeof(string) && option.ValueType != typeof(string[])));

    private IEnumerable<Command> Commands() => CommandLine.Visible.SelectMany(c => Below(c.Build(directory.Surroundings)).ToList());

    // A command hangs below the root in the paths that are asked for.
    private IEnumerable<Command> Below(Command command)
    {
        if (command.Parents.FirstOrDefault() is null) _ = new RootCommand { command };
        return command.Subcommands.SelectMany(Below).Prepend(command);
    }
}

using System.CommandLine;
using System.Diagnostics;
using Operon.Cli.Help;

namespace Operon.Cli.Tests.Help;

/// <summary>Help, manual pages and the reference of commands, of every command that there is.</summary>
public sealed class HelpTests : IDisposable
{
    private const int Columns = 80;
    private const int Lines = 24;
    private readonly WorkingDirectory directory = new();

    public static TheoryData<string> Commands => [.. All().Select(p => p.Path)];

    public void Dispose() => directory.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEachCommand_HasAnExampleAndFitsTheScreen(string path)
    {
        (await directory.RunAsync([.. Words(path), "--help"])).ShouldBe(0);
        directory.Output.ShouldContain("\nExamples:\n  # ");
        directory.Output.Split('\n').Where(l => l.Length > Columns).ShouldBeEmpty();

        using var other = new WorkingDirectory();
        (await other.RunAsync(["help", .. Words(path)])).ShouldBe(0);
        other.Output.ShouldBe(directory.Output);
    }

    [Fact]
    public async Task Help_UnderTheNameOfOpctl_SpeaksOfThat()
    {
        using var opctl = new WorkingDirectory(name: "opctl");
        (await opctl.RunAsync("help", "run")).ShouldBe(0);
        opctl.Output.ShouldContain("  opctl run hello\n");
        opctl.Output.ShouldNotContain("operon run");
    }

    [Fact]
    public async Task Topics_EachFitAScreenWithTheirExample()
    {
        foreach (var (name, _) in HelpTopics.All)
        {
            using var asked = new WorkingDirectory();
            (await asked.RunAsync("help", name)).ShouldBe(0);
            var lines = asked.Output.TrimEnd('\n').Split('\n');
            lines.Length.ShouldBeLessThanOrEqualTo(Lines, name);
            lines.ShouldAllBe(l => l.Length <= Columns);
            lines.ShouldContain(l => l.StartsWith("  $ operon run ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("write 'run'", "rnu")]
    [InlineData("write 'run'", "help", "rnu")]
    [InlineData("write 'scope'", "help", "scoep")]
    [InlineData("write 'logs'", "help", "runs", "lgos")]
    [InlineData("write 'logs'", "runs", "lgos")]
    [InlineData("write '--plan'", "run", "x", "--paln")]
    [InlineData("operon help lists what there is", "help", "xyzzy")]
    [InlineData("there is embedded, and docker", "--container-runtime", "k8s", "ls")]
    [InlineData("there is embedded, and docker", "ls", "--container-runtime=dokcer")]
    public async Task Mistyped_IsToldWithWhatWasMeant(string expected, params string[] words)
    {
        (await directory.RunAsync(words)).ShouldBe(1);
        directory.Errors.ShouldStartWith("error CLI0001: ");
        directory.Errors.ShouldContain(expected);
        directory.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, "ls")]
    [InlineData(0, "ls", "--help")]
    [InlineData(0, "--container-runtime", "docker", "ls")]
    public async Task ContainerRuntime_OfAVariable_CountsWhereNoneIsGiven(int expected, params string[] words)
    {
        directory.Variables["OPCTL_CONTAINER_RUNTIME"] = "frob";
        (await directory.RunAsync(words)).ShouldBe(expected, directory.Errors);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task ManualPage_OfEachCommand_IsReadWithoutAWarning(string path)
    {
        (await directory.RunAsync(["man", .. Words(path)])).ShouldBe(0);
        directory.Write("page.1", directory.Output);

        // What man says of roff, and what the stricter mandoc says of it.
        (await SaidAsync("sh", "-c", "MANROFFSEQ= LC_ALL=C.UTF-8 man --warnings=w -E UTF-8 -l -Tutf8 -Z page.1 2>&1 >/dev/null")).ShouldBeEmpty();
        (await SaidAsync("mandoc", "-T", "lint", "-W", "warning", "page.1")).ShouldBeEmpty();
        var text = await SaidAsync("sh", "-c", "mandoc -T utf8 page.1 | col -b");
        foreach (var section in (string[])["NAME", "SYNOPSIS", "OPTIONS OF ALL COMMANDS", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES", "SEE ALSO"]) text.ShouldContain(section, Case.Sensitive);
    }

    [Fact]
    public async Task ManualPage_OfNoCommand_IsAnError()
    {
        (await directory.RunAsync("man", "frob")).ShouldBe(1);
        directory.Errors.ShouldContain("error CLI0001: ");
    }

    /// <summary>With <c>OPERON_WRITE_GOLDEN</c> it is made to say so.</summary>
    [Fact]
    public async Task Reference_SaysWhatTheCommandsSay()
    {
        using var text = new StringWriter { NewLine = "\n" };
        new ReferencePage(text).Write(All());
        var path = Path.Combine(Checkout(), "docs", "reference", "commands.md");
        if (Environment.GetEnvironmentVariable("OPERON_WRITE_GOLDEN") is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text.ToString(), TestContext.Current.CancellationToken);
        }

        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(text.ToString(), "OPERON_WRITE_GOLDEN=1 writes it anew");
    }

    private static string[] Words(string path) => path.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static List<CommandPage> All()
    {
        using var nowhere = new WorkingDirectory();
        var pages = new List<CommandPage> { CommandPage.Of(CommandLine.Root([], nowhere.Surroundings), "operon") };
        foreach (var listed in CommandLine.Visible) Add(CommandLine.Root([listed.Name], nowhere.Surroundings).Subcommands.Single(c => c.Name == listed.Name), pages);
        return pages;
    }

    private static void Add(Command command, List<CommandPage> pages)
    {
        pages.Add(CommandPage.Of(command, "operon"));
        foreach (var inner in command.Subcommands.Where(c => !c.Hidden)) Add(inner, pages);
    }

    private static string Checkout()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Operon.slnx"))) at = Path.GetDirectoryName(at.TrimEnd('/'))!;
        return at;
    }

    private async Task<string> SaidAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { WorkingDirectory = directory.Path, UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said;
    }
}

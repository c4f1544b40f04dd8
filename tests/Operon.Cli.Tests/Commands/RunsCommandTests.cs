using System.Text;
using System.Text.Json;
using Operon.Cli.Commands;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;

namespace Operon.Cli.Tests.Commands;

public sealed class RunsCommandTests : IDisposable
{
    private const string Hostile = "evil\u001b]0;owned\u0007\u009b2J\n\u202eop";

    private readonly WorkingDirectory directory = new();
    private readonly CallId box = CallId.Create();

    private string Runs => Path.Combine(directory.Path, ".local/share/operon/runs");

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("CLI0001", "runs")]
    [InlineData("CLI0001", "runs", "show")]
    [InlineData("CLI0001", "runs", "rm")]
    [InlineData("CLI0001", "runs", "rm", "--all", "--older-than", "7d")]
    [InlineData("CLI0001", "runs", "rm", "--older-than", "soon")]
    [InlineData("CLI0001", "runs", "rm", "--older-than", "-7d")]
    [InlineData("CLI0001", "runs", "ls", "--limit", "0")]
    [InlineData("CLI0001", "runs", "ls", "--output", "xml")]
    [InlineData("CLI0001", "runs", "logs", "last", "--stream", "both")]
    [InlineData("CLI0001", "runs", "logs", "last", "--tail", "-1")]
    [InlineData("RUN0110", "runs", "show", "last")]
    [InlineData("RUN0110", "runs", "logs", "abc")]
    [InlineData("RUN0110", "runs", "rm", "abc")]
    [InlineData("RUN0001", "runs", "show", "./")]
    public async Task Runs_OfWhatCannotBeDone_Is1AndSaysWhy(string code, params string[] words)
    {
        (await directory.RunAsync(words)).ShouldBe(1);
        directory.Errors.ShouldContain($" {code}: ");
        directory.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ls_WithoutRuns_HasItsHeadingOnly()
    {
        (await directory.RunAsync("runs", "ls")).ShouldBe(0);
        directory.Output.ShouldBe("RUN       STATE       STARTED                  TOOK  OP\n");
        directory.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ls_OfARunOfTheProgramItself_ShowsIt()
    {
        directory.Write("op.yml", "name: test\n");
        (await directory.RunAsync("run", ".")).ShouldBe(0, directory.Errors);
        using var later = new WorkingDirectory();
        later.Variables["HOME"] = directory.Path;
        (await later.RunAsync("runs", "ls")).ShouldBe(0, later.Errors);
        later.Output.Split('\n')[1].ShouldMatch(@"^[0-9a-f]{8}  succeeded   \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ +\d+ms  \.$");
    }

    [Fact]
    public async Task Show_OfAFailedRun_HasTheCauseAtTheCallThatFailed()
    {
        var id = await FailedAsync("./op", "image");
        (await directory.RunAsync("runs", "show", id.ToString()[..6])).ShouldBe(0, directory.Errors);
        directory.Output.ShouldContain("\nstate    failed\n");
        directory.Output.ShouldContain("\ncalls    2 (2 failed)\n");
        directory.Output.ShouldContain($"  {box.Short}    container  container image  exit code 3\n");
        directory.Output.ShouldContain(": OPS0515: nonzero container exit code: 3\n");
        directory.Output.ShouldContain("last words\n");
        directory.Output.ShouldContain("inputs\n  token: <secret>\n  who: world\n  big: string of 99999 bytes, sha256:big\n");
    }

    [Fact]
    public async Task ShowAndLs_OfHostileNames_NeverDriveTheTerminal()
    {
        await FailedAsync(Hostile, Hostile);
        await directory.RunAsync("runs", "ls");
        await directory.RunAsync("runs", "show", "last");
        await directory.RunAsync("runs", "ls", "--json");
        await directory.RunAsync("runs", "show", "last", "--json");
        await directory.RunAsync("runs", "logs", "last", "--call", Hostile);
        foreach (var text in new[] { directory.Output, directory.Errors })
        {
            text.ShouldContain("evil");
            text.Where(c => (char.IsControl(c) && c != '\n') || c == '\u202e').ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Json_OfARun_HoldsWhatItsPageTells()
    {
        var id = await FailedAsync("./op", "image");
        (await directory.RunAsync("runs", "show", "last", "--json")).ShouldBe(0, directory.Errors);
        using var json = JsonDocument.Parse(directory.Output);
        var root = json.RootElement;
        root.GetProperty("format").GetInt32().ShouldBe(1);
        var run = root.GetProperty("run");
        (run.GetProperty("id").GetString(), run.GetProperty("state").GetString(), run.GetProperty("live").GetBoolean()).ShouldBe((id.ToString(), "failed", false));
        run.GetProperty("callCounts").GetProperty("failed").GetInt32().ShouldBe(2);
        run.GetProperty("cause").GetProperty("code").GetString().ShouldBe("OPS0515");
        root.GetProperty("error").GetProperty("cause").GetProperty("message").GetString().ShouldBe("nonzero container exit code: 3");
        root.GetProperty("inputs").GetProperty("who").GetProperty("string").GetString().ShouldBe("world");
        var call = root.GetProperty("calls")[1];
        (call.GetProperty("parent").GetString(), call.GetProperty("exitCode").GetInt32(), call.GetProperty("image").GetString()).ShouldBe((id.ToString(), 3, "image"));
        call.GetProperty("imageDigest").GetString().ShouldBe("sha256:image");
        root.GetProperty("calls")[0].GetProperty("opDigest").GetString().ShouldBe("sha256:op");
        call.GetProperty("error").GetProperty("notes")[0].GetString().ShouldBe("last lines of stderr:\nlast words");
    }

    [Fact]
    public async Task Json_OfAList_IsNewestFirstAndLimited()
    {
        await FailedAsync("./one", "image");
        await FailedAsync("./two", "image");
        await directory.RunAsync("runs", "ls", "--output", "json", "--limit", "1");
        using var json = JsonDocument.Parse(directory.Output);
        json.RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("op").GetString()).ShouldBe(["./two"]);
    }

    [Theory]
    [InlineData("out 1\nerr 1\nout 2\nlast")]
    [InlineData("out 1\nout 2\nlast", "--stream", "out")]
    [InlineData("err 1\n", "--stream", "err")]
    [InlineData("out 2\nlast", "--tail", "2")]
    [InlineData("", "--tail", "0")]
    [InlineData("out 2\nlast", "--call", "container", "--stream", "out", "--tail", "2")]
    [InlineData("out 1\nerr 1\nout 2\nlast", "--call", ".")]
    public async Task Logs_PrintTheBytesAsked(string expected, params string[] options)
    {
        await FailedAsync("./op", "image");
        (await directory.RunAsync(["runs", "logs", "last", .. options])).ShouldBe(0, directory.Errors);
        directory.Output.ShouldBe(expected);
    }

    [Fact]
    public async Task Logs_OfACallThatIsNot_NamesTheOneThatIsNear()
    {
        await FailedAsync("./op", "image");
        (await directory.RunAsync("runs", "logs", "last", "--call", "contaner")).ShouldBe(1);
        directory.Errors.ShouldContain(" RUN0112: ");
        directory.Errors.ShouldContain("write 'container'");
        (await directory.RunAsync("runs", "logs", "last", "--call", box.Short)).ShouldBe(0);
    }

    [Fact]
    public async Task Show_OfACopiedFolder_ReadsItFromItsPath()
    {
        var id = await FailedAsync("./op", "image");
        Directory.Move(Path.Combine(Runs, id.ToString()), Path.Combine(directory.Path, "copy"));
        (await directory.RunAsync("runs", "show", "./copy")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldStartWith($"run      {id}\n");
    }

    [Fact]
    public async Task Rm_OfRuns_RemovesThoseAndPrintsThem()
    {
        var one = await FailedAsync("./one", "image");
        var two = await FailedAsync("./two", "image");
        (await directory.RunAsync("runs", "rm", one.ToString()[..8], one.ToString())).ShouldBe(0, directory.Errors);
        directory.Output.ShouldBe($"{one}\n");
        Directory.EnumerateDirectories(Runs).Select(d => Path.GetFileName(d)).ShouldBe([two.ToString()]);
    }

    [Fact]
    public async Task Rm_WithOneWordThatMeansNoRun_RemovesNothing()
    {
        var one = await FailedAsync("./one", "image");
        (await directory.RunAsync("runs", "rm", one.ToString(), "nothing")).ShouldBe(1);
        directory.Output.ShouldBeEmpty();
        Directory.Exists(Path.Combine(Runs, one.ToString())).ShouldBeTrue();
    }

    [Fact]
    public async Task Rm_OfARunThatGoesOn_LeavesIt()
    {
        var ended = await FailedAsync("./one", "image");
        var live = CallId.Create();
        await using var run = RunFolder.Create(Path.Combine(Runs, live.ToString()), live.ToString(), TimeProvider.System).Value;
        (await directory.RunAsync("runs", "rm", live.ToString())).ShouldBe(1);
        directory.Errors.ShouldContain("error RUN0004: ");
        (await directory.RunAsync("runs", "rm", "--all")).ShouldBe(0);
        directory.Errors.ShouldContain("warning RUN0004: ");
        directory.Output.ShouldBe($"{ended}\n");
        Directory.EnumerateDirectories(Runs).Select(d => Path.GetFileName(d)).ShouldBe([live.ToString()]);
    }

    [Fact]
    public async Task Rm_OlderThan_RemovesThoseThatEndedBefore()
    {
        await FailedAsync("./now", "image");
        var old = await FailedAsync("./then", "image", new Past(TimeSpan.FromDays(8)));
        var empty = CallId.Create().ToString();
        Directory.CreateDirectory(Path.Combine(Runs, empty));
        (await directory.RunAsync("runs", "rm", "--older-than", "7d")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldBe($"{old}\n");
        (await directory.RunAsync("runs", "rm", "--all")).ShouldBe(0, directory.Errors);
        Directory.EnumerateFileSystemEntries(Runs).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("7d", 7 * 86_400L)]
    [InlineData("2w", 14 * 86_400L)]
    [InlineData("90s", 90L)]
    [InlineData("2147483647w", 1000L * 365 * 86_400)]
    [InlineData("d", null)]
    [InlineData("7", null)]
    [InlineData("7 d", null)]
    [InlineData("99999999999d", null)]
    [InlineData("1.5h", null)]
    [InlineData("7D", null)]
    public void Age_OfText_IsSeconds(string text, long? seconds) =>
        RunsRemoveCommand.Age(text).ShouldBe(seconds is { } known ? TimeSpan.FromSeconds(known) : null);

    /// <summary>A run of one container that wrote to both streams and failed.</summary>
    private async Task<CallId> FailedAsync(string op, string image, TimeProvider? clock = null)
    {
        var id = CallId.Create();
        await using var run = RunFolder.Create(Path.Combine(Runs, id.ToString()), id.ToString(), clock ?? TimeProvider.System).Value;
        Append(new CallStarted(id, null, "", "op", null, op) { OpDigest = "sha256:op", Details = """{"directory":"/x","inputs":{"token":{"secret":["token"]},"who":{"string":"world"},"big":{"large":["string","sha256:big",99999]}}}"""u8.ToArray() });
        Append(new CallStarted(box, id, "container", "container", op, op) { Details = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["image"] = image }) });
        Append(new ImageResolved(box, "sha256:image"));
        Write(OutputKind.Stdout, "out 1\n");
        Write(OutputKind.Stderr, "err 1\n");
        Write(OutputKind.Stdout, "out 2\nlast");
        var cause = new RecordedError("OPS0515", "nonzero container exit code: 3", $"{op}/op.yml:1:2", null, null, null) { Notes = ["last lines of stderr:\nlast words"] };
        var error = new RecordedError("OPS0516", "container failed", null, null, null, cause);
        Append(new CallEnded(box, id, "container", "container", op, CallOutcome.Failed) { ExitCode = 3, Error = cause });
        Append(new CallEnded(id, null, "", "op", op, CallOutcome.Failed) { Error = error, Outputs = "{}"u8.ToArray() });
        return id;

        void Append(RunEvent happened) => run.Append(RunEventJson.Write(happened)).Error.ShouldBeNull();

        void Write(OutputKind kind, string text)
        {
            var range = run.Output(box.ToString()).Write(kind == OutputKind.Stdout ? OutputStream.Stdout : OutputStream.Stderr, Encoding.UTF8.GetBytes(text)).Value;
            Append(new OutputWritten(box, kind, range.Offset, text.Length));
        }
    }

    private sealed class Past(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - ago;
    }
}

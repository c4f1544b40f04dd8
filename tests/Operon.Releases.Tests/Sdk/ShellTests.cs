using System.Runtime.Versioning;
using Operon.Releases.Sdk;

namespace Operon.Releases.Tests.Sdk;

/// <summary><c>shell</c> and the functions for files (releases, sections 2.4, 11.3), with a real shell.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ShellTests
{
    [Theory]
    [InlineData("shell(\"exit 3\", continue_on_error=True).exit_code", "3")]
    [InlineData("shell(\"exit 137\", continue_on_error=True).exit_code", "137")]
    [InlineData("shell(\"kill -9 $$\", continue_on_error=True).exit_code", "-1")]
    [InlineData("shell(\"kill -TERM $$\", continue_on_error=True).exit_code", "-1")]
    [InlineData("shell(\"printf a; printf b >&2\").stdout", "\"a\"")]
    [InlineData("shell(\"echo $X$PATH\", env={\"X\": \"1\", \"PATH\": \"/\"}).stdout", "\"1/\\n\"")]
    [InlineData("shell(\"echo $0\", shell=\"bash\").stdout", "\"bash\\n\"")]
    [InlineData("shell(\"cat\").stdout", "\"\"")]
    [InlineData("shell(\"echo a; sleep 0.05; echo b >&2; sleep 0.05; echo c\").combined_output", "\"a\\nb\\nc\\n\"")]
    [InlineData("len(shell(\"printf '\\\\377'\").stdout)", "1")]
    [InlineData("pwd().endswith(\"/svc\")", "true")]
    [InlineData("shell(\"pwd\").stdout.strip() == pwd()", "true")]
    [InlineData("shell(\"pwd\", dir=\"sub\").stdout.strip() == pwd() + \"/sub\"", "true")]
    [InlineData("shell(\"pwd\", dir=\"..\").stdout.strip() + \"/svc\" == pwd()", "true")]
    [InlineData("shell(\"pwd\", dir=\"/\").stdout", "\"/\\n\"")]
    [InlineData("read(\"data.txt\")", "\"é\\n\"")]
    [InlineData("[write(\"new/deep/x\", \"y\"), read(\"new/deep/x\"), host.read_file(\"./new/deep/x\")]", "[null,\"y\",\"y\"]")]
    [InlineData("read_dir(\".\")", "[\".hidden\",\"Z\",\"data.txt\",\"p.ocu.star\",\"sub\"]")]
    [InlineData("[is_dir(\"sub\"), is_dir(\"data.txt\"), is_dir(\"/\")]", "[true,false,true]")]
    [InlineData("env()[\"OWN\"] + host.env()[\"OWN\"]", "\"11\"")]
    [InlineData("host.os() in [\"linux\", \"darwin\"] and arch() in [\"amd64\", \"arm64\"]", "true")]
    public async Task Call_OnTheMachine_GivesWhatIsThere(string expression, string expected)
    {
        using var checkout = new Checkout { Variables = { ["OWN"] = "1" } };
        checkout.With("svc/data.txt", "é\n").With("svc/sub/x", "").With("svc/Z", "").With("svc/.hidden", "");
        var package = Checkout.Good(checkout.With("svc/p.ocu.star", $"def f():\n    return done(outputs={{\"v\": {expression}}})\n\ntask(f, \"t\")\n").Read("svc/p.ocu.star"));
        var called = await package.Begin().CallAsync(package.Tasks.Single().Function, Operon.Text.Json.JsonObject.Empty, namedOnly: false, checkout.Log, CancellationToken.None);
        called.IsOk.ShouldBeTrue(called.Error is null ? "" : Checkout.Shown(called.Error));
        var value = called.Value.ShouldBeOfType<FunctionResult.Done>().Outputs!["v"]!;
        value.ShouldBe(Operon.Text.Json.JsonValue.Parse(System.Text.Encoding.UTF8.GetBytes(expected)).Value);
    }

    [Theory]
    [InlineData("shell(\"exit 3\")", "REL0314", "exit 3: exit status 3")]
    [InlineData("shell(\"kill -9 $$\")", "REL0314", "signal: killed")]
    [InlineData("shell(\"true\", shell=\"no-such-shell\")", "REL0314", "no-such-shell")]
    [InlineData("shell(\"true\", dir=\"absent\")", "REL0314", "absent")]
    [InlineData("shell(\"true\", env={\"A\": 1})", "REL0306", "A")]
    [InlineData("shell(\"true\", env={\"A=B\": \"1\"})", "REL0306", "A=B")]
    [InlineData("shell(5)", "REL0303", "want string")]
    [InlineData("read(\"absent.txt\")", "REL0315", "absent.txt: no such file")]
    [InlineData("read(\"a\\0b\")", "REL0315", "character 0")]
    [InlineData("is_dir(\"absent\")", "REL0315", "absent: no such file")]
    [InlineData("read_dir(\"p.ocu.star\")", "REL0315", "not a directory")]
    [InlineData("read_dir(\"absent\")", "REL0315", "no such file")]
    [InlineData("write(\"p.ocu.star/below\", \"x\")", "REL0315", "p.ocu.star/below")]
    public async Task Call_OfWhatCannotBeDone_Fails(string expression, string rule, string said)
    {
        using var checkout = new Checkout();
        var failure = await checkout.FailureAsync($"def f():\n    {expression}\n\ntask(f, \"t\")\n");
        failure.Code.ShouldBe(rule);
        failure.Message.ShouldContain(said);
        failure.Span!.Value.ToString().ShouldStartWith("p.ocu.star:2:");
    }

    [Theory]
    [InlineData("printf 'one\\ntwo'", "one|two")]
    [InlineData("printf 'a\\n\\nb\\n\\n\\n'", "a||b")]
    [InlineData("printf 'a\\r\\nb'", "a|b")]
    [InlineData("echo a; echo hunter22", "a|<secret>")]
    [InlineData("true", "")]
    public async Task Shell_ThatWrites_LogsLines(string command, string lines)
    {
        using var checkout = new Checkout();
        await checkout.CallAsync($"secret(\"hunter22\")\n\ndef f():\n    shell({Operon.Starlark.Values.Value.FromString(command)})\n    shell(\"echo muted\", mute=True)\n\ntask(f, \"t\")\n");
        checkout.Messages.ShouldBe(lines.Length == 0 ? [] : lines.Split('|'));
    }

    [Fact]
    public async Task Shell_ThatRuns_LogsItsLinesMeanwhile()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", "def f():\n    shell(\"echo first; while ! test -f go; do sleep 0.01; done; echo second\")\n\ntask(f, \"t\")\n").Read());
        var messages = new List<string>();
        var called = await package.Begin().CallAsync(package.Tasks.Single().Function, Operon.Text.Json.JsonObject.Empty, namedOnly: false, line =>
        {
            messages.Add(line.Message);
            if (line.Message == "first") checkout.With("go", "");
        }, CancellationToken.None);
        called.IsOk.ShouldBeTrue();
        messages.ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task Shell_WhoseLinesNobodyCanTake_FailsWithTheReason()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", "def f():\n    shell(\"yes\")\n\ntask(f, \"t\")\n").Read());
        var failure = await Should.ThrowAsync<IOException>(() =>
            package.Begin().CallAsync(package.Tasks.Single().Function, Operon.Text.Json.JsonObject.Empty, namedOnly: false, _ => throw new IOException("the disk is full"), CancellationToken.None));
        failure.Message.ShouldBe("the disk is full");
    }

    [Fact]
    public async Task Shell_ThatIgnoresBeingAsked_EndsAllTheSame()
    {
        using var checkout = new Checkout();
        using var cancellation = new CancellationTokenSource();
        var package = Checkout.Good(checkout.With("p.ocu.star", "def f():\n    shell(\"trap '' TERM; exec 2>&-; echo $$; while true; do sleep 0.05; done\")\n\ntask(f, \"t\")\n").Read());
        string? shell = null;
        await Should.ThrowAsync<OperationCanceledException>(() => package.Begin().CallAsync(package.Tasks.Single().Function, Operon.Text.Json.JsonObject.Empty, namedOnly: false, line =>
        {
            shell = line.Message;
            cancellation.Cancel();
        }, cancellation.Token));
        File.Exists($"/proc/{shell}/stat").ShouldBeFalse();
    }

    [Fact]
    public async Task Shell_ThatIsCancelled_EndsWithWhatItStarted()
    {
        using var checkout = new Checkout();
        using var cancellation = new CancellationTokenSource();
        var package = Checkout.Good(checkout.With("p.ocu.star", "def f():\n    shell(\"sleep 1000 & echo $!; wait\")\n\ntask(f, \"t\")\n").Read());
        string? child = null;
        await Should.ThrowAsync<OperationCanceledException>(() => package.Begin().CallAsync(package.Tasks.Single().Function, Operon.Text.Json.JsonObject.Empty, namedOnly: false, line =>
        {
            child = line.Message;
            cancellation.Cancel();
        }, cancellation.Token));

        // Whom the kernel kills still takes some steps of his own to his end.
        SpinWait.SpinUntil(() => HasEnded(child!), TimeSpan.FromSeconds(10)).ShouldBeTrue("the child still runs");
    }

    [Fact]
    public void Read_ThatRunsAShellAtTheTop_Works()
    {
        using var checkout = new Checkout();
        Checkout.Good(checkout.With("p.ocu.star", "print(shell(\"echo x\", mute=True).stdout.strip())\nshell(\"echo y\")\n").Read());
        checkout.Messages.ShouldBe(["x", "y"]);
    }

    private static bool HasEnded(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}

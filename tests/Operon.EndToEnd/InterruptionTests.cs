using System.Diagnostics;
using System.Text;
using Operon.Journal;
using Operon.Runs.Events;

namespace Operon.EndToEnd;

/// <summary>A program that is stopped, killed or cut off from who listens to it.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Kill = 9;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly OperonProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public Task Run_KilledAtRandomMoments_JournalHasAllThatWasShown() => KillAtRandomMomentsAsync(15);

    [Fact(Explicit = true)]
    public Task Run_KilledAt500RandomMoments_JournalHasAllThatWasShown() => KillAtRandomMomentsAsync(500);

    [Fact]
    public async Task Run_SecondInterrupt_LeavesAtOnce_AndNoContainerStays()
    {
        program.WriteOp(".", "name: stubborn\nrun: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'trap : INT TERM; echo ready; while :; do sleep 1; done'] } }");
        using var process = program.Start(["run", "."]);
        var errors = process.StandardError.ReadToEndAsync();
        await UntilAsync(process, "ready");
        OperonProgram.Signal(process, Interrupt);
        await Task.Delay(200);
        OperonProgram.Signal(process, Interrupt);
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);

        process.ExitCode.ShouldBe(130);
        (await errors).ShouldContain("Gracefully stopping...");
        Processes("while :; do sleep 1; done").ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_Hangup_StopsContainers()
    {
        program.WriteOp(".", "name: sleeper\nrun: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'echo ready; sleep 4242'] } }");
        using var process = program.Start(["run", "."]);
        var errors = process.StandardError.ReadToEndAsync();
        await UntilAsync(process, "ready");
        OperonProgram.Signal(process, Hangup);
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);

        process.ExitCode.ShouldBe(137);
        (await errors).ShouldNotContain("error OPS05");
        Processes("sleep\04242").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(">/dev/full", 1)]
    [InlineData(">&-", 0)]
    [InlineData("| head -n 1", 0)]
    [InlineData("2>/dev/full", 0)]
    public async Task Run_OutputThatTakesNothing_EndsWithoutATrace(string redirection, int exit)
    {
        program.WriteOp(".", "name: talker\nrun: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'echo one; sleep 0.1; echo two'] } }");
        var script = program.Write("redirect.sh", $"set -o pipefail; {OperonProgram.Root}/operon run . {redirection}\n");
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", [script])
        {
            WorkingDirectory = program.Work,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["HOME"] = program.Home, ["OPERON_DATA_DIR"] = program.DataDirectory },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);

        process.ExitCode.ShouldBe(exit);
        (await errors).ShouldNotContain("   at ");
        Ends().ShouldBe([CallOutcome.Succeeded], "what happens is recorded, whoever listens");
    }

    private async Task KillAtRandomMomentsAsync(int times)
    {
        program.Write("nothing/op.yml", "name: nothing\n");
        program.Write("main/op.yml", $"name: main\nrun: {{ parallelLoop: {{ range: [{string.Join(", ", Enumerable.Range(0, 5000))}], run: {{ op: {{ ref: $(../nothing) }} }} }} }}\n");
        var random = new Random(4711);
        for (var i = 0; i < times; i++)
        {
            using var process = program.Start(["run", "main"]);
            var errors = process.StandardError.ReadToEndAsync();
            var shown = new StringBuilder();
            for (var lines = random.Next(8000); lines > 0; lines--) shown.Append(await process.StandardOutput.ReadLineAsync()).Append('\n');
            OperonProgram.Signal(process, Kill);
            shown.Append(await process.StandardOutput.ReadToEndAsync());
            await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
            process.ExitCode.ShouldBe(128 + Kill, "it is to be killed while it goes on");
            (await errors).ShouldBeEmpty();
            CheckJournal(shown.ToString());
            if (Directory.Exists(Runs)) Directory.Delete(Runs, recursive: true);
        }
    }

    private string Runs => Path.Combine(program.DataDirectory, "runs");

    // Every line was made of an event; the last one may be cut.
    private void CheckJournal(string shown)
    {
        var lines = shown.Split('\n').SkipLast(1).ToList();
        if (lines.Count == 0) return;
        using var reader = RunFolder.Open(Directory.GetDirectories(Runs).Single(), TimeProvider.System).Value;
        var entries = reader.Read().ToList();
        entries.Select(e => e.Number).ShouldBe(Enumerable.Range(1, entries.Count).Select(n => (long)n));
        var known = entries.Select(e => RunEventJson.Read(e.Payload).Value).Select(e => e.Call.ToString()[..8]).ToHashSet(StringComparer.Ordinal);
        lines.Select(l => l[1..9]).Where(id => !known.Contains(id)).ShouldBeEmpty();
    }

    private IEnumerable<CallOutcome> Ends()
    {
        using var reader = RunFolder.Open(Directory.GetDirectories(Runs).Single(), TimeProvider.System).Value;
        return [.. reader.Read().Select(e => RunEventJson.Read(e.Payload).Value).OfType<CallEnded>().Where(e => e.Parent is null).Select(e => e.Outcome)];
    }

    private static async Task UntilAsync(Process process, string text)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal) && !line.Contains("started", StringComparison.Ordinal)) return;
        }

        Assert.Fail($"it ended before it printed '{text}'");
    }

    private static IEnumerable<string> Processes(string command) =>
        Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)).Select(CommandLine).Where(c => c.Contains(command, StringComparison.Ordinal));

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}

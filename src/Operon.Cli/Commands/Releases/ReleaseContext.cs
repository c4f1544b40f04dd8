using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Runtime.Versioning;
using Operon.Cli.Terminal;
using Operon.Cli.Terminal.Releases;
using Operon.Host;
using Operon.Host.Linux;
using Operon.Host.Processes;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands.Releases;

/// <summary>What release commands share: how they open what they work on, and how they tell what went wrong.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseContext
{
    private static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(10);

    /// <summary>Does something with the checkout at hand.</summary>
    /// <param name="surroundings">Where the command runs.</param>
    /// <param name="dataDir">What <c>--data-dir</c> says.</param>
    /// <param name="action">What to do; it gives the exit code.</param>
    /// <param name="references">References of the command line: one that cannot be read ends the command before a store is opened.</param>
    public static Task<int> RunAsync(Surroundings surroundings, string? dataDir, Func<ReleaseSession, CancellationToken, Task<Result<int>>> action, params string[] references) =>
        RunAsync(surroundings, dataDir, s => s, action, references);

    /// <summary>Does something with the checkout at hand, which may also be that of a store (releases, section 5.2).</summary>
    /// <param name="surroundings">Where the command runs.</param>
    /// <param name="dataDir">What <c>--data-dir</c> says.</param>
    /// <param name="action">What to do; it gives the exit code.</param>
    /// <param name="references">References of the command line: one that cannot be read ends the command before a store is opened.</param>
    public static Task<int> RunAnywhereAsync(Surroundings surroundings, string? dataDir, Func<ReleaseSession, CancellationToken, Task<Result<int>>> action, params string[] references) =>
        RunAsync(surroundings, dataDir, s => s with { WorksInStores = true }, action, references);

    /// <summary>Does something that writes into the state: what each command records goes along with that.</summary>
    /// <param name="surroundings">Where the command runs.</param>
    /// <param name="dataDir">What <c>--data-dir</c> says.</param>
    /// <param name="action">What to do; it gives the exit code.</param>
    /// <param name="references">References of the command line.</param>
    public static Task<int> WriteAsync(Surroundings surroundings, string? dataDir, Func<ReleaseSession, CancellationToken, Task<Result<int>>> action, params string[] references) =>
        RunAsync(surroundings, dataDir, s => s with { RecordsLater = true }, action, references);

    /// <summary>Does something for which it is enough to read: where the stores cannot be written, it is done all the same.</summary>
    /// <param name="surroundings">Where the command runs.</param>
    /// <param name="dataDir">What <c>--data-dir</c> says.</param>
    /// <param name="action">What to do; it gives the exit code.</param>
    /// <param name="references">References of the command line: one that cannot be read ends the command before a store is opened.</param>
    public static Task<int> ReadAsync(Surroundings surroundings, string? dataDir, Func<ReleaseSession, CancellationToken, Task<Result<int>>> action, params string[] references) =>
        RunAsync(surroundings, dataDir, s => s with { MayOnlyRead = true }, action, references);

    /// <summary>Does something for which it is enough to read with the checkout at hand, which may also be that of a store (releases, section 5.2).</summary>
    /// <param name="surroundings">Where the command runs.</param>
    /// <param name="dataDir">What <c>--data-dir</c> says.</param>
    /// <param name="action">What to do; it gives the exit code.</param>
    /// <param name="references">References of the command line: one that cannot be read ends the command before a store is opened.</param>
    public static Task<int> ReadAnywhereAsync(Surroundings surroundings, string? dataDir, Func<ReleaseSession, CancellationToken, Task<Result<int>>> action, params string[] references) =>
        RunAsync(surroundings, dataDir, s => s with { MayOnlyRead = true, WorksInStores = true }, action, references);

    private static async Task<int> RunAsync(Surroundings surroundings, string? dataDir, Func<SessionSettings, SessionSettings> adapt, Func<ReleaseSession, CancellationToken, Task<Result<int>>> action, string[] references)
    {
        using var stop = new Interruption();
        var secrets = new SecretRegistry(hidesAll: surroundings.IsOcuroot);
        var at = Standpoint.Of(surroundings);
        try
        {
            foreach (var text in references)
            {
                if (Reference.Parse(text).Error is { } wrong && !RelativeReference.ParseArgument(text, new Reference { Repository = "x" }).IsOk) return Refuse(wrong, surroundings);
            }

            if (!Settings(surroundings, dataDir, secrets, at).TryGet(out var settings, out var failure)) return Refuse(secrets.Mask(at.Spell(failure)), surroundings);
            if (!(await ReleaseSession.OpenAsync(adapt(settings), stop.Token)).TryGet(out var session, out failure)) return Refuse(secrets.Mask(at.Spell(failure)), surroundings);
            await using (session)
            {
                var done = await action(session, stop.Token);
                await session.RecordAsync();
                return done.TryGet(out var exit, out failure) ? exit : Refuse(secrets.Mask(at.Spell(failure)), surroundings);
            }
        }
        catch (StoreFailure failure)
        {
            return Refuse(secrets.Mask(at.Spell(failure.Diagnostic)), surroundings);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return stop.ExitCode;
        }
    }

    /// <summary>Tells on standard error what the runs of a release wait for.</summary>
    public static void TellWaiting(ReleaseSession session, Reference release, Surroundings surroundings)
    {
        var state = session.Work.State.View;
        foreach (var run in ReadyRun.Waiting(state, release))
        {
            foreach (var input in run.Inputs.Missing)
            {
                var line = $"{run.Reference} waits for {input.Reference ?? $"a value of the input '{input.Name}'"}";
                surroundings.Error.WriteLine(session.Surroundings.Secrets.Mask(line));
            }
        }
    }

    /// <summary>Tells on standard error what of a release will not go on.</summary>
    public static void TellGivenUp(ReleaseSession session, Reference release, Surroundings surroundings)
    {
        if (ReleaseOverview.Find(session.Work.State.View, session.Work.Intents.View, release) is not { } overview) return;
        foreach (var why in overview.Cancellations) surroundings.Error.WriteLine($"{Standpoint.Of(session).Name(release)} {ReleaseNames.Describe(why)}; operon release retry {Standpoint.Of(session).Name(release)} deploys it all the same");
    }

    /// <summary>Does something with releases; where that is interrupted, tells how to go on.</summary>
    /// <param name="session">Where they are.</param>
    /// <param name="releases">Those that there are by then.</param>
    /// <param name="surroundings">Where the command runs.</param>
    /// <param name="action">What to do.</param>
    public static async Task<T> RunInterruptiblyAsync<T>(ReleaseSession session, Func<IEnumerable<Reference>> releases, Surroundings surroundings, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (OperationCanceledException) when (!surroundings.IsOcuroot)
        {
            var state = session.Work.State.View;
            foreach (var release in releases().Where(r => ReadyRun.Waiting(state, r).Any() || RunStatus.RunsOf(state, RunStatus.Running, r).Any()))
            {
                await surroundings.Error.WriteLineAsync($"interrupted; to go on: operon release continue {Standpoint.Of(session).Name(release)}");
            }

            throw;
        }
    }

    /// <summary>Looks at the checkout at hand: whatever happens, nothing is made or recorded in a store.</summary>
    /// <param name="surroundings">Where the command runs.</param>
    /// <param name="dataDir">What <c>--data-dir</c> says.</param>
    /// <param name="action">What to do; it gives the exit code.</param>
    /// <param name="references">References of the command line.</param>
    public static Task<int> LookAsync(Surroundings surroundings, string? dataDir, Func<ReleaseSession, CancellationToken, Task<Result<int>>> action, params string[] references) =>
        RunAsync(surroundings, dataDir, s => s with { IsReadOnly = true }, action, references);

    /// <summary>Tells a problem that ends the command.</summary>
    public static int Refuse(Diagnostic problem, Surroundings surroundings)
    {
        DiagnosticPrinter.Print(problem, surroundings);
        return 1;
    }

    /// <summary>Tells a problem that ends the command not yet, without the secrets of the session.</summary>
    public static void Refuse(ReleaseSession session, Diagnostic problem, Surroundings surroundings) => Refuse(session.Surroundings.Secrets.Mask(problem), surroundings);

    /// <summary>Writes what is asked for to standard output.</summary>
    public static void Write(Surroundings surroundings, ReadOnlySpan<byte> text)
    {
        surroundings.Output.Write(text);
        surroundings.Output.Write("\n"u8);
    }

    /// <summary>Writes a line to standard output.</summary>
    public static void Write(Surroundings surroundings, string line) => Write(surroundings, new ByteString(line).Span);

    private static Result<SessionSettings> Settings(Surroundings surroundings, string? dataDir, SecretRegistry secrets, Standpoint at)
    {
        if (!Home(surroundings, dataDir).TryGet(out var home, out var failure)) return failure;
        if (!Lease(surroundings).TryGet(out var lease, out failure)) return failure;
        if (!MaxRuns(surroundings).TryGet(out var maxRuns, out failure)) return failure;
        return new SessionSettings
        {
            WorkingDirectory = surroundings.WorkingDirectory,
            Variables = surroundings.Variables(),
            Home = home,
            Observer = new ProgressLines(surroundings.Error, surroundings.Clock, secrets, at),
            Clock = surroundings.Clock,
            Processes = new ProcessRunner(surroundings.Clock),
            Secrets = secrets,
            IsOriginal = surroundings.IsOcuroot,
            Lease = lease,
            MaxRuns = maxRuns,
            Runs = DataDirectory.Choose(dataDir, surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out _) ? data.Runs : null,
        };
    }

    private static Result<string> Home(Surroundings surroundings, string? dataDir)
    {
        if (surroundings.Variable("OCUROOT_HOME") is { Length: > 0 } given) return Path.GetFullPath(given, surroundings.WorkingDirectory);
        if (!HomeDirectory.Find(surroundings.Variable).TryGet(out var user, out var failure)) return failure;
        var own = Path.Combine(user, ".ocuroot");
        if (surroundings.IsOcuroot || Directory.Exists(own)) return own;
        return DataDirectory.Choose(dataDir, surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out failure) ? Path.Combine(data.Root, "releases") : failure;
    }

    private static Result<TimeSpan> Lease(Surroundings surroundings)
    {
        if (surroundings.Variable("OPERON_LEASE") is not { Length: > 0 } text) return DefaultLease;
        if (RunsRemoveCommand.Age(text) is { } lease && lease > TimeSpan.Zero) return lease;
        return new Diagnostic(CheckoutRules.BadVariable, $"OPERON_LEASE is '{text}'") { Expected = "how long claims of runs hold, such as 90s, 10m or 2h" };
    }

    private static Result<int> MaxRuns(Surroundings surroundings)
    {
        if (surroundings.Variable("OPERON_MAX_RUNS") is not { Length: > 0 } text) return Workspace.DefaultMaxRuns;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        return new Diagnostic(CheckoutRules.BadVariable, $"OPERON_MAX_RUNS is '{text}'") { Expected = "how many runs of tasks go on at once, from 1" };
    }
}

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
using Operon.Releases.References;
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

    private static async Task<int> RunAsync(Surroundings surroundings, string? dataDir, Func<SessionSettings, SessionSettings> adapt, Func<ReleaseSession, CancellationToken, Task<Result<int>>> action, string[] references)
    {
        using var stop = new Interruption();
        try
        {
            foreach (var text in references)
            {
                if (Reference.Parse(text).Error is { } wrong && !RelativeReference.ParseArgument(text, new Reference { Repository = "x" }).IsOk) return Refuse(wrong, surroundings);
            }

            if (!Settings(surroundings, dataDir).TryGet(out var settings, out var failure)) return Refuse(failure, surroundings);
            if (!(await ReleaseSession.OpenAsync(adapt(settings), stop.Token)).TryGet(out var session, out failure)) return Refuse(failure, surroundings);
            await using (session)
            {
                return (await action(session, stop.Token)).TryGet(out var exit, out failure) ? exit : Refuse(failure, surroundings);
            }
        }
        catch (StoreFailure failure)
        {
            return Refuse(failure.Diagnostic, surroundings);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return stop.ExitCode;
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

    /// <summary>Writes what is asked for to standard output.</summary>
    public static void Write(Surroundings surroundings, ReadOnlySpan<byte> text)
    {
        surroundings.Output.Write(text);
        surroundings.Output.Write("\n"u8);
    }

    /// <summary>Writes a line to standard output.</summary>
    public static void Write(Surroundings surroundings, string line) => Write(surroundings, new ByteString(line).Span);

    private static Result<SessionSettings> Settings(Surroundings surroundings, string? dataDir)
    {
        if (!Home(surroundings, dataDir).TryGet(out var home, out var failure)) return failure;
        return new SessionSettings
        {
            WorkingDirectory = surroundings.WorkingDirectory,
            Variables = surroundings.Variables(),
            Home = home,
            Observer = new ProgressLines(surroundings.Error, surroundings.Clock),
            Clock = surroundings.Clock,
            Processes = new ProcessRunner(surroundings.Clock),
            IsOriginal = surroundings.IsOcuroot,
            Lease = Lease(surroundings),
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

    // Seconds, minutes or hours.
    private static TimeSpan Lease(Surroundings surroundings) =>
        surroundings.Variable("OPERON_LEASE") is { Length: > 1 } text && RunsRemoveCommand.Age(text) is { } lease && lease > TimeSpan.Zero ? lease : DefaultLease;
}

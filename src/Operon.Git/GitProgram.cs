using System.Collections.Immutable;
using System.Globalization;
using Operon.Host.Processes;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git;

/// <summary>
/// Calls of the <c>git</c> program. Nothing asks questions, no hook runs, only ordinary protocols are spoken; the user's own configuration
/// (credential helpers, ssh, proxies) counts. Safe for concurrent use.
/// </summary>
public sealed class GitProgram
{
    private const string Program = "git";
    private const int MostReason = 2_000;
    private const int OutputLimit = 64 << 20;

    // What makes git look at another repository than the one it is told to.
    private static readonly ImmutableArray<string> Elsewhere =
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE", "GIT_EXTERNAL_DIFF", "GIT_CEILING_DIRECTORIES"];

    private static readonly ImmutableArray<string> Settings =
    [
        "--no-pager", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false",
        "-c", "protocol.allow=never", "-c", "protocol.file.allow=always", "-c", "protocol.git.allow=always", "-c", "protocol.ssh.allow=always",
        "-c", "protocol.http.allow=always", "-c", "protocol.https.allow=always",
        "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "fetch.recurseSubmodules=false", "-c", "push.recurseSubmodules=no", "-c", "push.gpgSign=false",
        "-c", "color.ui=false", "-c", "submodule.recurse=false", "-c", "diff.external=", "-c", "log.showSignature=false",
    ];

    private const string LoginFix = "give git a login that it finds by itself: a credential helper (git config credential.helper), GIT_ASKPASS, or an address with ssh";

    // What git says when a remote wants to know who asks, and nobody answers, or the answer is wrong.
    private static readonly ImmutableArray<string> Unanswered = ["terminal prompts disabled", "could not read Username", "could not read Password", "Authentication failed"];

    private readonly ProcessRunner runner;
    private readonly Dictionary<string, string> environment;

    /// <summary>Calls of git.</summary>
    /// <param name="runner">Runs it.</param>
    /// <param name="surroundings">The environment of the user, in which git finds itself, ssh, credentials and proxies.</param>
    public GitProgram(ProcessRunner runner, IReadOnlyDictionary<string, string> surroundings)
    {
        this.runner = runner;
        environment = Harden(surroundings);
    }

    /// <summary>Runs git to its end. Any exit code is a result.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="words">The command and its arguments. What comes from outside must stand behind <c>--end-of-options</c> or <c>--</c>, or have been checked.</param>
    /// <param name="cancellation">Kills it, and what it started.</param>
    /// <param name="settings">Configuration that other users of the machine must not see, such as URLs.</param>
    /// <returns>How it ended, or <see cref="Operon.Host.HostRules.ProgramNotStarted"/>.</returns>
    public Task<Result<HelperResult>> RunAsync(string folder, IReadOnlyList<string> words, CancellationToken cancellation, params ReadOnlySpan<(string Key, string Value)> settings) =>
        runner.RunAsync(new HelperProgram(Program, [.. Settings, .. words]) { WorkingDirectory = folder, Environment = EnvironmentWith(settings), OutputLimit = OutputLimit }, cancellation);

    /// <summary>Runs git, which must succeed.</summary>
    /// <param name="purpose">What for, as in "cannot …".</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="words">The command and its arguments.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>What it wrote, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Result<ByteString>> ExpectAsync(string purpose, string folder, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        if (!(await RunAsync(folder, words, cancellation)).TryGet(out var ran, out var failure)) return failure;
        if (ran.ExitCode != 0) return Failure(GitRules.Failed, purpose, ran);
        return ran.IsCut ? new Diagnostic(GitRules.Failed, $"cannot {purpose}: git says more than {OutputLimit >> 20} MiB") : ran.Output;
    }

    /// <summary>The diagnostic for a run that failed: git's words, without secrets.</summary>
    public static Diagnostic Failure(DiagnosticRule rule, string purpose, HelperResult ran)
    {
        var lines = GitRemote.WithoutSecrets(ran.Error.ToString()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var told = lines.Select(l => l.StartsWith("remote: ", StringComparison.Ordinal) ? l : l[(Starts(l, "fatal: ") + Starts(l, "error: "))..]).ToArray();
        var first = lines.Select((l, i) => (l, i)).FirstOrDefault(p => Starts(p.l, "fatal: ") + Starts(p.l, "error: ") > 0).i;
        var reason = told.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"git ended with exit code {ran.ExitCode}") : told[first].TrimEnd('.');
        var failure = new Diagnostic(rule, $"cannot {purpose}: {reason}") { Notes = told.Length < 2 ? [] : [Shorten(string.Join('\n', told))] };
        if (!Unanswered.Any(u => lines.Any(l => l.Contains(u, StringComparison.Ordinal)))) return failure;
        return failure with { Message = $"cannot {purpose}: it asks for a user and a password, and git has none that it takes", Notes = [Shorten(string.Join('\n', told))], Fix = LoginFix };
    }

    // Then what the files of a repository say does not count alone.
    internal bool IsConfiguredFromOutside => environment.ContainsKey("GIT_CONFIG_COUNT") || environment.ContainsKey("GIT_CONFIG_PARAMETERS") || environment.ContainsKey("GIT_CONFIG");

    internal GitStream Start(string folder, IReadOnlyList<string> words) => new(Program, [.. Settings, .. words], folder, environment);

    private static int Starts(string line, string word) => line.StartsWith(word, StringComparison.Ordinal) ? word.Length : 0;

    private static string Shorten(string text) => text.Length <= MostReason ? text : text[..MostReason] + "…";

    private Dictionary<string, string> EnvironmentWith(ReadOnlySpan<(string Key, string Value)> settings)
    {
        if (settings.IsEmpty) return environment;
        var with = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        var count = int.TryParse(with.GetValueOrDefault("GIT_CONFIG_COUNT"), CultureInfo.InvariantCulture, out var own) && own > 0 ? own : 0;
        foreach (var (key, value) in settings)
        {
            with[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{count}")] = key;
            with[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{count}")] = value;
            count++;
        }

        with["GIT_CONFIG_COUNT"] = count.ToString(CultureInfo.InvariantCulture);
        return with;
    }

    private static Dictionary<string, string> Harden(IReadOnlyDictionary<string, string> surroundings)
    {
        var hard = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in surroundings)
        {
            if (!Elsewhere.Contains(name) && !name.StartsWith("GIT_TRACE", StringComparison.Ordinal)) hard[name] = value;
        }

        hard["GIT_TERMINAL_PROMPT"] = "0";
        hard["GCM_INTERACTIVE"] = "never";
        hard["GIT_OPTIONAL_LOCKS"] = "0";
        hard["GIT_PROTOCOL_FROM_USER"] = "0";
        hard["GIT_LFS_SKIP_SMUDGE"] = "1";
        hard["GIT_PAGER"] = "cat";
        hard["GIT_EDITOR"] = "false";
        hard["LC_ALL"] = "C.UTF-8";
        hard["LANGUAGE"] = "";
        hard.Remove("GIT_ALLOW_PROTOCOL");

        // ssh would ask on the terminal, whatever its standard input is.
        if (hard.TryAdd("SSH_ASKPASS", "false")) hard["SSH_ASKPASS_REQUIRE"] = "force";
        hard.TryAdd("GIT_ASKPASS", "");
        return hard;
    }
}

using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Releases.References;
using Operon.Releases.Sdk.Evaluation;
using Operon.Releases.Sdk.Functions;
using Operon.Releases.Sdk.Loading;
using Operon.Starlark;
using Operon.Starlark.Execution;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Sdk;

/// <summary>What a <c>repo.ocu.star</c> says of its repository (releases, section 2.6). Later ways win: calls, then global variables, then environment variables.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RepositorySettings
{
    /// <summary>The name of the file, at the root of a repository.</summary>
    public const string FileName = "repo.ocu.star";

    private readonly Surroundings surroundings;
    private readonly FailureReport failures;
    private readonly Function? trigger;

    private RepositorySettings(Surroundings surroundings, string source, FailureReport failures, Function? trigger, StoreSettings state)
    {
        this.surroundings = surroundings;
        this.failures = failures;
        this.trigger = trigger;
        Source = source;
        State = state;
    }

    /// <summary>What the file says, to be recorded.</summary>
    public string Source { get; }

    /// <summary>The name that the repository has in references; null: it is made of its remote.</summary>
    public string? Alias { get; private init; }

    /// <summary>Where state is.</summary>
    public StoreSettings State { get; }

    /// <summary>Where intent is; null: beside state, each in a folder of its own.</summary>
    public StoreSettings? Intent { get; private init; }

    /// <summary>Where to clone from, instead of the recorded remotes; the first that works counts.</summary>
    public ImmutableArray<string> Remotes { get; private init; } = [];

    /// <summary>Patterns of package files that a push leaves out.</summary>
    public ImmutableArray<string> ReleaseIgnore { get; private init; } = [];

    /// <summary>Whether work elsewhere can be triggered.</summary>
    public bool HasTrigger => trigger is not null;

    /// <summary>Evaluates the file of a checkout.</summary>
    /// <param name="root">The folder of the file, absolute.</param>
    /// <param name="surroundings">What it takes from outside.</param>
    /// <param name="print">Gets what it prints.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The settings, or a rule of <see cref="SdkRules"/>.</returns>
    public static Result<RepositorySettings> Read(string root, Surroundings surroundings, Action<LogLine>? print, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetFullPath(root), FileName);
        string text;
        try
        {
            text = Evaluator.Decode(File.ReadAllBytes(path));
        }
        catch (Exception error) when (FileFailure.Covers(error))
        {
            return new Diagnostic(SdkRules.FileMissing, $"cannot read {path}: {FileFailure.Reason(error)}");
        }

        return Evaluate(Path.GetDirectoryName(path), path, text, surroundings, print, cancellation);
    }

    /// <summary>Evaluates a source that was recorded in a store. It can load nothing.</summary>
    /// <param name="source">What the file said.</param>
    /// <param name="directory">Where shell commands run, absolute.</param>
    /// <param name="surroundings">What it takes from outside.</param>
    /// <param name="print">Gets what it prints.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The settings, or a rule of <see cref="SdkRules"/>.</returns>
    public static Result<RepositorySettings> ReadRecorded(string source, string directory, Surroundings surroundings, Action<LogLine>? print, CancellationToken cancellation) =>
        Evaluate(null, Path.Combine(directory, FileName), source, surroundings, print, cancellation);

    /// <summary>Asks for work on a commit, by calling the trigger of the file on a thread of its own.</summary>
    /// <param name="commit">Its id.</param>
    /// <param name="log">Gets each line.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it failed; null when it did not, or there is no trigger.</returns>
    public Task<Diagnostic?> TriggerAsync(string commit, Action<LogLine>? log, CancellationToken cancellation) => Task.Factory.StartNew(
        () =>
        {
            if (trigger is null) return null;
            try
            {
                RunningCode.Thread(surroundings, trigger.Name, log, cancellation).Call(trigger, commit);
                return null;
            }
            catch (Exception error) when (FailureReport.Covers(error))
            {
                return surroundings.Secrets.Mask(failures.Of(error));
            }
        },
        cancellation,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);

    private static string? Checked(string? alias) =>
        alias is null || (Reference.Parse($"{alias}{Reference.RepositoryEnd}x").TryGet(out var read, out _) && read.Repository == alias)
            ? alias
            : throw new SdkError(SdkRules.BadSettings, $"the alias '{alias}' cannot be part of a reference", "a name such as acme/shop, without @, #, and parts that begin with -");

    private static Result<RepositorySettings> Evaluate(string? root, string path, string text, Surroundings surroundings, Action<LogLine>? print, CancellationToken cancellation)
    {
        var builder = new RepositoryBuilder();
        var names = SdkNames.Of(new ConfigurationScope(surroundings, Path.GetDirectoryName(path)!) { Repository = builder }, hasAfter: true);
        var loader = new ModuleLoader(root, surroundings, names, names);
        try
        {
            var module = loader.Execute(path, text, print, cancellation);
            var globals = new SettingsReader(module, surroundings.Variables);
            var state = globals.Store("state_store") ?? builder.State ?? throw new SdkError(SdkRules.BadSettings, $"{FileName} names no store for state", "store.set(store.git(…)) or state_store = store.git(…)");
            var intent = globals.Store("intent_store") ?? builder.Intent;
            var remotes = globals.Texts("repo_remotes") ?? builder.Remotes;
            return new RepositorySettings(surroundings, text, loader.Failures, builder.Trigger, state)
            {
                Alias = Checked(globals.Text("repo_alias") ?? builder.Alias),
                Intent = intent,
                Remotes = remotes,
                ReleaseIgnore = globals.Texts("release_ignore") ?? [],
            };
        }
        catch (Exception error) when (FailureReport.Covers(error))
        {
            return surroundings.Secrets.Mask(loader.Failures.Of(error));
        }
    }
}

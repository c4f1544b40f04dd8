using System.Runtime.Versioning;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Folders;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Checkouts;

/// <summary>
/// A store in which a command is started: a branch that was cloned, or a folder (releases, section 5.2). It says which repositories there are, and the
/// settings that they recorded say where the stores are that it is one of.
/// </summary>
/// <param name="settings">What the command takes from outside.</param>
/// <param name="place">The store.</param>
/// <param name="surroundings">What recorded settings take from outside.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class StoreCheckout(SessionSettings settings, CheckoutPlace place, Sdk.Surroundings surroundings)
{
    /// <summary>The nearest repository in which the store lies; null: in none.</summary>
    public string? Around { get; } = Above(place.Root);

    /// <summary>What folders and remotes that are not absolute are relative to.</summary>
    public string Folder => Around ?? place.Root;

    /// <summary>The settings of the first repository whose recorded ones can be evaluated: all are taken to share their stores.</summary>
    /// <returns>The settings, or <see cref="CheckoutRules.NoSettings"/>.</returns>
    public async Task<Result<RepositorySettings>> ReadSettingsAsync(CancellationToken cancellation)
    {
        if (!(await FolderStore.OpenAsync(place.Root, place.Store!.Value, settings.Clock, isCreated: false)).TryGet(out var store, out var failure)) return failure;
        await using (store)
        {
            var problems = new List<Diagnostic>();
            foreach (var (repository, commit) in RepositoryConfig.Known(store.View))
            {
                if (RepositoryConfig.Find(store.View, repository, commit) is not { } config) continue;
                if (RepositorySettings.ReadRecorded(config.Source, settings.WorkingDirectory, surroundings, null, cancellation).TryGet(out var read, out failure)) return read;
                problems.Add(failure);
            }

            return new Diagnostic(CheckoutRules.NoSettings, problems.Count == 0 ? $"the store {place.Root} knows no repository" : $"the store {place.Root} has settings of {problems.Count} repositories, and none can be used")
            {
                Cause = problems.Count > 0 ? problems[0] : null,
                Others = problems.Count > 1 ? [.. problems.Skip(1)] : [],
                Expected = $"{RepositorySettings.FileName} of a repository, which each release command records",
                Fix = "run a command in the repository first, such as: operon state diff",
            };
        }
    }

    /// <summary>Reads a reference of the command line: nothing is there that it could be relative to.</summary>
    /// <returns>The reference, or <see cref="CheckoutRules.RelativeInStore"/>.</returns>
    public static Result<Reference> Parse(string text)
    {
        if (!Reference.Parse(text).TryGet(out var reference, out var failure)) return failure;
        return reference.IsAbsolute || text is "" or "." ? reference : new Diagnostic(CheckoutRules.RelativeInStore, $"'{text}' is relative, and this is a store")
        {
            Expected = "REPOSITORY/-/FILE/@RELEASE/TYPE/NAME, or @/TYPE/NAME",
            Fix = "look for it: operon state match '**/-/**'",
        };
    }

    private static string? Above(string root)
    {
        for (var at = Path.GetDirectoryName(Path.GetFullPath(root)); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, RepositorySettings.FileName))) return at;
        }

        return null;
    }
}

using System.Runtime.Versioning;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text;

namespace Operon.Releases.Execution;

/// <summary>The package files of a checkout.</summary>
/// <param name="root">The folder of its <c>repo.ocu.star</c>.</param>
/// <param name="surroundings">What files and their functions take from outside.</param>
/// <param name="state">Where environments are.</param>
/// <param name="print">Gets what files print while they are read.</param>
[UnsupportedOSPlatform("windows")]
public sealed class PackageFiles(string root, Sdk.Surroundings surroundings, DocumentStore state, Action<LogLine>? print)
{
    /// <summary>Finds the files of the checkout that are not as its commit has them, from its root; null: all are.</summary>
    public Func<Task<IReadOnlyList<string>>>? FindDiffering { get; init; }

    /// <summary>Begins to look which files differ, for who will ask while something else goes on.</summary>
    public void BeginDiffering() => _ = FindDiffering?.Invoke();

    /// <summary>The files that a package may read and that are not as the commit has them: those in its folder, and those that it loads.</summary>
    public async Task<IReadOnlyList<string>> DifferingAsync(PackageConfiguration package)
    {
        if (FindDiffering is null || await FindDiffering() is not { Count: > 0 } all) return [];
        var folder = Path.GetDirectoryName(package.Context.File) is { Length: > 0 } own ? own + "/" : "";
        var loaded = package.Files.Select(f => Path.GetRelativePath(root, f)).ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(f => f.StartsWith(folder, StringComparison.Ordinal) || loaded.Contains(f))];
    }

    /// <summary>Evaluates one.</summary>
    /// <param name="release">The package, whose path is the file; references in it are relative to this, a release included.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <returns>The package, or a rule of <see cref="SdkRules"/>.</returns>
    public Task<Result<PackageConfiguration>> LoadAsync(Reference release, CancellationToken cancellation) =>
        LoadAsync(release, Environments, cancellation);

    /// <summary>Evaluates one as if there were other environments.</summary>
    /// <param name="release">The package, whose path is the file; references in it are relative to this, a release included.</param>
    /// <param name="environments">Those that it gets.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <returns>The package, or a rule of <see cref="SdkRules"/>.</returns>
    public Task<Result<PackageConfiguration>> LoadAsync(Reference release, Func<IEnumerable<ReleaseEnvironment>> environments, CancellationToken cancellation) =>
        Task.Run(() => PackageConfiguration.Read(new PackageContext(root, release.Path, release, environments), surroundings, print, cancellation), cancellation);

    /// <summary>Evaluates a text as if it were a file.</summary>
    /// <param name="package">What references are relative to.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    public Result<PackageConfiguration> Read(Reference package, string text, CancellationToken cancellation) =>
        PackageConfiguration.Read(new PackageContext(root, package.Path, package, Environments) { Text = text }, surroundings, print, cancellation);

    // One that cannot be understood is not left out: whatever is deployed everywhere would not go there, and nobody would know.
    private IEnumerable<ReleaseEnvironment> Environments()
    {
        var view = state.View;
        var folder = $"@/{DocumentTypes.Environment}/";
        foreach (var text in view.Match(folder + "*", withLinks: false))
        {
            if (view.Find(text)?.Body is not { } body) continue;
            if (!EnvironmentDocument.Read(EnvironmentDocument.Of(text[folder.Length..]), body, allowsDash: true).TryGet(out var environment, out var misshapen))
            {
                throw new StoreFailure(misshapen with { Fix = $"write it again: operon state set --format json {text} '{{\"name\":…}}', and operon state apply {text}" });
            }

            yield return new ReleaseEnvironment(environment.Name, environment.Attributes);
        }
    }
}

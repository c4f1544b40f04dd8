using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Sdk.Loading;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>
/// Tells which environments stay though no file registers them any more: leaving a line out of a file deletes nothing. Where several repositories
/// share a store nothing is told, because any of them may register environments.
/// </summary>
/// <param name="work">What it is done with.</param>
/// <param name="root">The root of the checkout.</param>
[UnsupportedOSPlatform("windows")]
public sealed class EnvironmentReview(Workspace work, string root)
{
    private const string Registration = "register_environment";
    private const string PackageSuffix = ".ocu.star";

    /// <summary>Warns of them, by <see cref="ExecutionRules.LeftEnvironment"/>.</summary>
    /// <param name="released">The files that were released, from the root. Where none registers environments, nothing is looked for.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WarnAsync(IEnumerable<string> released, CancellationToken cancellation)
    {
        var state = work.State.View;
        if (!released.Any(Registers) || RepositoryConfig.Known(state).Select(k => k.Repository).Distinct().Count() > 1) return;
        var registered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in CheckoutFiles.Of(root).Where(f => f.EndsWith(PackageSuffix, StringComparison.Ordinal) && Path.GetFileName(f) != RepositoryConfig.File && Registers(f)))
        {
            if (!(await work.Packages.LoadAsync(new Reference { Repository = work.Repository, Path = file }, cancellation)).TryGet(out var package, out _)) return;
            registered.UnionWith(package.Environments.Select(e => e.Name));
        }

        var folder = EnvironmentDocument.Of("").ToString().TrimEnd('/') + "/";
        foreach (var place in state.Match(folder + "*", withLinks: false).Where(p => !registered.Contains(p[folder.Length..])))
        {
            var isIntended = work.Intents.View.Exists(place);
            work.Observer.Warned(new Diagnostic(ExecutionRules.LeftEnvironment, $"the environment '{place[folder.Length..]}' stays, and no file registers it")
            {
                Fix = $"if it is to go, with what is deployed there: {(isIntended ? $"operon state delete {place}; " : "")}operon state apply {place}; operon work cascade",
            });
        }
    }

    private bool Registers(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, file)).Contains(Registration, StringComparison.Ordinal);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return false;
        }
    }
}

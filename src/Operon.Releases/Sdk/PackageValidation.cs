using System.Runtime.Versioning;
using Operon.Releases.Sdk.Evaluation;
using Operon.Releases.Sdk.Functions;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Sdk;

/// <summary>Finds everything that is wrong with a package that was evaluated (releases, section 1.3).</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PackageValidation(PackageConfiguration package, PackageBuilder builder, FailureReport failures)
{
    /// <summary>All of it in one diagnostic; null when nothing is wrong.</summary>
    public Diagnostic? Check() => Together(package.Context.File, [.. Mixture(), .. Repeated(), .. Lost()]);

    /// <summary>Several problems of a file as one.</summary>
    public static Diagnostic? Together(string file, IReadOnlyList<Diagnostic> problems) => problems switch
    {
        [] => null,
        [var only] => only,
        _ => new Diagnostic(SdkRules.BadPackage, $"{file} has {problems.Count} errors") { Cause = problems[0], Others = [.. problems.Skip(1)] },
    };

    private IEnumerable<Diagnostic> Mixture()
    {
        if (package.Environments.IsEmpty || package.Phases.IsEmpty) yield break;
        yield return new Diagnostic(SdkRules.BadPackage, $"{package.Context.File} registers environments and has tasks") { Expected = "one of the two", Fix = "move register_environment to a file of its own" };
    }

    private IEnumerable<Diagnostic> Repeated() =>
        from task in package.Tasks
        group task by (task.Type, task.Name) into same
        where same.Count() > 1
        let second = same.ElementAt(1)
        select new Diagnostic(
            SdkRules.BadPackage,
            second.IsDeployment ? $"there are {same.Count()} deployments to the environment '{second.Name}'" : $"there are {same.Count()} tasks named '{second.Name}'",
            failures.Span(builder.PlaceOf(second)))
        {
            Expected = second.IsDeployment ? "each environment once over all phases" : "each name once over all phases",
        };

    private IEnumerable<Diagnostic> Lost()
    {
        foreach (var task in package.Tasks)
        {
            foreach (var function in task.Down is null ? [task.Function] : new[] { task.Function, task.Down })
            {
                if (package.Has(function)) continue;
                yield return new Diagnostic(SdkRules.LostFunction, $"the function '{function.Name}' of {task.Type} '{task.Name}', defined at {function.Position}, cannot be found again when it runs", failures.Span(builder.PlaceOf(task)))
                {
                    Expected = "a function that is a global of the file, or of a file that it loads",
                    Fix = "define it at the top of a file, not inside another function",
                };
            }
        }
    }
}

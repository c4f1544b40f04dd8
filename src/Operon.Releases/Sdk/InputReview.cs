using System.Runtime.Versioning;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Sdk.Loading;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Releases.Sdk;

/// <summary>
/// Looks for inputs that read what can never be there, so that a release would wait for ever: a task that the package does not have, a package
/// of this repository that has neither a file nor a release. Of other repositories, and of values that people set, nobody can tell.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static class InputReview
{
    private const string PackageSuffix = ".ocu.star";
    private const string NoRelease = "r0";

    /// <summary>What is wrong with the inputs of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="isKnown">Whether a package has releases, whatever has become of its file.</param>
    /// <returns>Warnings of <see cref="SdkRules.DeadReference"/>.</returns>
    public static IEnumerable<Diagnostic> Of(PackageConfiguration package, Func<Reference, bool> isKnown)
    {
        // A file that is read without a release has references of its own that say nothing about one.
        var own = package.Context.Package with { Release = package.Context.Package.Release ?? NoRelease };
        var bare = package.Context.Package.Release is null ? $"{own.Package}/" : null;
        foreach (var task in package.Tasks)
        {
            foreach (var (input, descriptor) in task.Inputs.Properties)
            {
                if (descriptor["ref"]?.AsText is not { } text) continue;
                if (bare is not null && text.StartsWith(bare, StringComparison.Ordinal) && !text.StartsWith(bare + '@', StringComparison.Ordinal)) text = $"{own}/{text[bare.Length..]}";
                if (!Reference.Parse(text).TryGet(out var reference, out _)) continue;
                if (Review(package, own, reference, isKnown) is { } wrong) yield return wrong with { Message = $"the input '{input}' of {task.Type} '{task.Name}' waits for ever: {wrong.Message}" };
            }
        }
    }

    private static Diagnostic? Review(PackageConfiguration package, Reference own, Reference reference, Func<Reference, bool> isKnown)
    {
        if (reference.Repository != own.Repository || reference.Path.Length == 0 || reference.Type is DocumentTypes.Custom) return null;
        if (reference.Path == own.Path) return reference.Type == DocumentTypes.Task && reference.Release == own.Release ? ReviewTask(package, reference) : null;
        return File.Exists(Path.Combine(package.Context.Root, reference.Path)) || isKnown(reference.Package) ? null : ReviewFile(package, reference);
    }

    private static Diagnostic? ReviewTask(PackageConfiguration package, Reference reference)
    {
        List<string> names = [.. package.Tasks.Where(t => !t.IsDeployment).Select(t => t.Name)];
        if (names.Exists(n => reference.Subpath == n || reference.Subpath.StartsWith(n + "/", StringComparison.Ordinal))) return null;
        return new Diagnostic(SdkRules.DeadReference, $"there is no task '{reference.Subpath}' in this package")
        {
            Expected = Suggestion.For(reference.Subpath, names) is { } near ? $"did you mean '{near}'?" : names.Count > 0 ? $"one of: {string.Join(", ", names.Take(20))}" : null,
        };
    }

    private static Diagnostic ReviewFile(PackageConfiguration package, Reference reference)
    {
        var problem = new Diagnostic(SdkRules.DeadReference, $"there is no file {reference.Path}");
        if (Nearest(package.Context, reference.Path) is not { } near) return problem with { Expected = "a package file of this repository; another repository is named as in REPOSITORY/-/FILE" };
        return problem with { Fix = $"write //{(reference with { Repository = "", Path = near })}" };
    }

    // `../lib` in a file is meant from its folder, and leads from the file. The longest end that is the same counts, then the spelling.
    private static string? Nearest(PackageContext context, string missing)
    {
        List<string> files = [.. CheckoutFiles.Of(context.Root).Where(f => f.EndsWith(PackageSuffix, StringComparison.Ordinal) && f != context.File && f != RepositoryConfig.File).Order(StringComparer.Ordinal)];
        return files.Where(f => Path.GetFileName(f) == Path.GetFileName(missing)).MaxBy(f => SameEnd(f, missing)) ?? Suggestion.For(missing, files);
    }

    private static int SameEnd(string one, string other) => one.Split('/').Reverse().Zip(other.Split('/').Reverse()).TakeWhile(p => p.First == p.Second).Count();
}

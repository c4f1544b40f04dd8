using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Engine.Sources;
using Operon.Opspec.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary>Finds the op that a command line refers to: below <c>.opspec</c> first, then below the working directory (section 3.1).</summary>
internal static class OpLookup
{
    /// <summary>Where ops lie by custom.</summary>
    public const string Folder = ".opspec";

    /// <summary>What reads ops for a command.</summary>
    public static OpLoader Loader(Surroundings surroundings) => new(Files(surroundings), new DisplayPaths(surroundings.WorkingDirectory, surroundings.Home));

    /// <summary>Files for looking only; nothing is made through them.</summary>
    public static LocalOpFiles Files(Surroundings surroundings) => new(surroundings.WorkingLocation, () => surroundings.WorkingLocation);

    /// <summary>The directory of the op, or a diagnostic that lists where it was looked for.</summary>
    public static Result<Location> Find(string reference, Surroundings surroundings)
    {
        // A folder that is there but holds no op does not hide one that does: '..' below .opspec is the working directory. opctl looks at no more than the folder.
        var files = Files(surroundings);
        var found = surroundings.IsOpctl ? null : Candidates(reference, surroundings).FirstOrDefault(c => files.Find(c.Append("op.yml")) != EntryKind.None);
        return found ?? FindPath(reference, surroundings);
    }

    /// <summary>What is at the first place where a reference leads to something, an op or not.</summary>
    public static Result<Location> FindPath(string reference, Surroundings surroundings)
    {
        var files = Files(surroundings);
        var candidates = Candidates(reference, surroundings);
        if (candidates.FirstOrDefault(c => files.Find(c) != EntryKind.None) is { } found) return found;
        return new Diagnostic(CliRules.OpNotFound, $"no op found for '{reference}'")
        {
            Expected = $"a directory with an op.yml at {string.Join(" or ", candidates.AsEnumerable())}",
            Fix = Suggest(reference, surroundings),
        };
    }

    private static Location[] Candidates(string reference, Surroundings surroundings) => reference.StartsWith('/')
        ? [new LocalLocation(reference)]
        : [surroundings.WorkingLocation.Append(Folder).Append(reference), surroundings.WorkingLocation.Append(reference)];

    private static string? Suggest(string reference, Surroundings surroundings)
    {
        if (reference.Contains('#', StringComparison.Ordinal)) return "ops from git cannot be fetched by this version: clone the repository and run the op by its path";
        var parent = Path.GetDirectoryName(Path.Combine(surroundings.WorkingDirectory, reference.TrimEnd('/')));
        if (parent is null || !Directory.Exists(parent)) return null;
        var near = Text.Spelling.Suggestion.For(Path.GetFileName(reference.TrimEnd('/')), Directory.EnumerateDirectories(parent).Take(1000).Select(d => Path.GetFileName(d)));
        return near is null ? null : $"write {Path.Combine(Path.GetDirectoryName(reference.TrimEnd('/')) ?? "", near)}";
    }
}
